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

const firstQuery = `# Ctrl-Enter runs it. Ctrl-Space shows what can be asked. A token goes into Headers: { "Authorization": "Bearer ..." }
query FindHomes {
  searchProperties(query: "two bedroom flat to rent that takes dogs", first: 3) {
    totalCount
    edges {
      node {
        title
        listPrice {
          amount
          currency
        }
      }
    }
  }
}
`
// A link may bring an operation along; nobody but the visitor runs it.
const linked = new URLSearchParams(window.location.search)

const props = {
  defaultQuery: firstQuery,
  query: linked.get('query') ?? undefined,
  variables: linked.get('variables') ?? undefined,
  fetcher: (operation, options) =>
    isSubscription(operation.operationName, options?.documentAST)
      ? streamEvents(url, operation, options.headers)
      : ask(operation, options),
  defaultEditorToolsVisibility: 'headers',
  shouldPersistHeaders: false,
}
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props))
