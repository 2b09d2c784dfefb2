// Opens GraphiQL on this router; its scripts come from the router too.
import { streamEvents } from './stream-events.js'

const { React, ReactDOM, GraphiQL } = window
const url = '/graphql'
const ask = GraphiQL.createFetcher({ url })

const isSubscription = (operationName, document) =>
  document?.definitions.some(
    ({ kind, operation, name }) =>
      kind === 'OperationDefinition' &&
      operation === 'subscription' &&
      (!operationName || name?.value === operationName),
  )

const props = {
  fetcher: (operation, options) =>
    isSubscription(operation.operationName, options?.documentAST)
      ? streamEvents(url, operation, options.headers)
      : ask(operation, options),
  defaultEditorToolsVisibility: 'headers',
  shouldPersistHeaders: false,
}
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props))
