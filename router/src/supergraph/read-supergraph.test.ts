import { readFileSync } from 'node:fs'
import { ApolloGateway } from '@apollo/gateway'
import { expect, test } from 'vitest'
import { composeTestSupergraph } from '../execution/start-test-graph.ts'
import { testSubgraphs } from '../execution/test-subgraphs.ts'
import { readSupergraph } from './read-supergraph.ts'

const committed = readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8')
const protectedSdl = composeTestSupergraph(testSubgraphs)

test('the gateway refuses a protected supergraph as it is, and starts with what is read from it', async () => {
  const load = (supergraphSdl: string) => {
    process.env.APOLLO_TELEMETRY_DISABLED = 'true'
    const silent = { debug() {}, info() {}, warn() {}, error() {} }
    const gateway = new ApolloGateway({
      supergraphSdl,
      logger: silent,
      buildService: () => ({ process: async () => ({}) }),
    })
    return gateway.load({ apollo: {} }).then(() => gateway.stop())
  }
  await expect(load(protectedSdl)).rejects.toThrow('SECURITY')
  await load(readSupergraph(protectedSdl).gatewaySdl)
  await load(readSupergraph(committed).gatewaySdl)
})

test('only `for: SECURITY` of links the router enforces is taken from the SDL', () => {
  const { gatewaySdl } = readSupergraph(protectedSdl)
  const words = (text: string) => text.replaceAll(/[\s,]+/g, ' ')
  expect(words(gatewaySdl)).not.toMatch(/(authenticated|requiresScopes|policy)\/v0\.1" for:/)
  const restored = words(gatewaySdl).replaceAll(
    /((?:authenticated|requiresScopes|policy)\/v0\.1") \)/g,
    '$1 for: SECURITY)',
  )
  expect(restored).toBe(words(protectedSdl))
})

test('a supergraph protected by a specification that nobody here enforces is refused by name', () => {
  const withLink = (url: string) => protectedSdl.replace('schema\n', `schema\n  @link(url: "${url}", for: SECURITY)\n`)
  expect(() => readSupergraph(withLink('https://specs.example.com/encrypted/v1.0'))).toThrow(
    'protected by https://specs.example.com/encrypted/v1.0, which this router does not enforce',
  )
  // A later version may mean something else.
  const later = protectedSdl.replace('specs.apollo.dev/authenticated/v0.1', 'specs.apollo.dev/authenticated/v0.2')
  expect(() => readSupergraph(later)).toThrow('https://specs.apollo.dev/authenticated/v0.2')
})

test('a protection whose directive is not defined under the name that is read is refused', () => {
  const renamed = protectedSdl.replace('authenticated/v0.1"', 'authenticated/v0.1", as: "signedIn"')
  expect(() => readSupergraph(renamed)).toThrow('does not define its directive @signedIn')
})

test('text that is no supergraph is refused', () => {
  expect(() => readSupergraph('type Query { a: Int }')).toThrow('not a supergraph')
})

test('rules are read under the names the links give, however they are renamed', () => {
  const sdl = `
    schema
      @lnk(url: "https://specs.apollo.dev/link/v1.0", as: "lnk")
      @lnk(url: "https://specs.apollo.dev/join/v0.5", as: "j", for: EXECUTION)
      @lnk(url: "https://specs.apollo.dev/authenticated/v0.1", as: "signedIn", for: SECURITY)
      @lnk(url: "https://specs.apollo.dev/requiresScopes/v0.1", import: [{ name: "@requiresScopes", as: "@scopes" }], for: SECURITY)
      @lnk(url: "https://specs.apollo.dev/cost/v0.1", as: "price")
      @lnk(url: "https://specs.ree-ai.dev/rate-limit/v1.0", as: "rl")
    { query: Query }
    directive @signedIn on FIELD_DEFINITION
    directive @scopes(scopes: [[String!]!]!) on FIELD_DEFINITION
    directive @authenticated on FIELD_DEFINITION
    enum j__Graph { A @j__graph(name: "a", url: "http://a:4001/graphql") }
    type Query {
      a(first: Int @price(weight: 3)): [Thing] @signedIn @scopes(scopes: [["x", "y"], ["z"]])
        @price(weight: 7) @price__listSize(assumedSize: 4, slicingArguments: ["first"], requireOneSlicingArgument: false)
      b: Int @rl__rateLimit(max: 5, window: "1m", identityArgs: ["a"])
      c: Int @authenticated
    }
    type Thing @price(weight: 2) { id: ID }
    input Filter { text: String @price(weight: 9) }
  `
  const { rules, subgraphs } = readSupergraph(sdl)
  expect(subgraphs).toEqual([{ name: 'a', url: 'http://a:4001/graphql' }])
  expect(rules.fields.get('Query.a')).toEqual({
    access: { isAuthenticated: true, scopes: [['x', 'y'], ['z']], policies: null },
    costWeight: 7,
    argumentWeights: { first: 3 },
    listSize: { assumedSize: 4, slicingArguments: ['first'], sizedFields: [], requireOneSlicingArgument: false },
    rateLimit: null,
  })
  expect(rules.fields.get('Query.b')?.rateLimit).toEqual({
    max: 5,
    window: '1m',
    identityArgs: ['a'],
    arrayLengthField: null,
    message: null,
  })
  // Somebody's own @authenticated is not Apollo's: that one is called @signedIn here.
  expect(rules.fields.has('Query.c')).toBe(false)
  expect(rules.types.get('Thing')).toEqual({ access: null, costWeight: 2 })
  expect(rules.fields.get('Filter.text')?.costWeight).toBe(9)
})

test('the rules of the committed supergraph are all read', () => {
  const { rules, subgraphs } = readSupergraph(committed)
  const count = (pattern: RegExp) =>
    committed
      .split('\n')
      .filter((line) => pattern.test(line) && !line.includes('directive @') && !line.includes('@link')).length
  const all = [...rules.fields.values()]
  expect(all.filter(({ access }) => access).length).toBe(count(/@(authenticated|requiresScopes|policy)\b/))
  expect(all.filter(({ listSize }) => listSize).length).toBe(count(/@listSize/))
  expect(all.filter(({ rateLimit }) => rateLimit).length).toBe(count(/@rateLimit/))
  expect(rules.fields.get('Mutation.login')?.rateLimit?.identityArgs).toEqual(['input.email'])
  expect(subgraphs.map(({ name }) => name)).toEqual(expect.arrayContaining(['users', 'properties', 'rag']))
})
