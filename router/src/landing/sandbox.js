// Opens Apollo Sandbox from Apollo's CDN; when that has not loaded within three seconds, the local GraphiQL.
const giveUpAfterMs = 3000
const openLocal = () => window.location.replace('/graphiql')
const timer = setTimeout(openLocal, giveUpAfterMs)

const script = document.createElement('script')
script.src = 'https://embeddable-sandbox.cdn.apollographql.com/_latest/embeddable-sandbox.umd.production.min.js'
script.onerror = openLocal
script.onload = () => {
  clearTimeout(timer)
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: `${window.location.origin}/graphql`,
    includeCookies: false,
  })
}
document.head.append(script)
