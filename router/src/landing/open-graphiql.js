// Opens GraphiQL on this router; its scripts come from the router too.
const { React, ReactDOM, GraphiQL } = window
const props = {
  fetcher: GraphiQL.createFetcher({ url: '/graphql' }),
  defaultEditorToolsVisibility: 'headers',
  shouldPersistHeaders: false,
}
ReactDOM.createRoot(document.getElementById('graphiql')).render(React.createElement(GraphiQL, props))
