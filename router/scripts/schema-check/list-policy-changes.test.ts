import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { readSupergraph } from '../../src/supergraph/read-supergraph.ts'
import { composeSupergraph } from '../compose-supergraph.ts'
import { listPolicyChanges } from './list-policy-changes.ts'

function read(sdl: string) {
  const link = `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@requiresScopes", "@policy", "@cost", "@listSize", "@composeDirective"])
      @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
      @composeDirective(name: "@rateLimit")
    directive @rateLimit(max: Int!, window: String!) on FIELD_DEFINITION`
  const { supergraphSdl, apiSdl } = composeSupergraph([{ name: 'a', url: 'http://a.example', sdl: `${link} ${sdl}` }])
  return { api: buildSchema(apiSdl), rules: readSupergraph(supergraphSdl).rules }
}

function compare(before: string, after: string) {
  const toSdl = (text: string) => `type Query { x: Int ${text} }`
  return listPolicyChanges(read(toSdl(before)), read(toSdl(after))).map(({ level, message }) => [level, message])
}

test('a field that is no longer protected is dangerous, on a line of its own that says what it was', () => {
  expect(compare('@authenticated @requiresScopes(scopes: [["a", "b"], ["admin"]])', '')).toEqual([
    ['dangerous', 'Query.x is no longer protected (was @authenticated, @requiresScopes a and b or admin)'],
  ])
  expect(compare('@policy(policies: [["paid"]])', '')).toEqual([
    ['dangerous', 'Query.x is no longer protected (was @policy paid)'],
  ])
})

test('protection that is new or stronger breaks those who use the field', () => {
  const changes = listPolicyChanges(read('type Query { x: Int }'), read('type Query { x: Int @authenticated }'))
  expect(changes).toMatchObject([
    { level: 'breaking', message: 'Query.x is protected now (@authenticated)', affects: ['Query.x'] },
  ])
  expect(compare('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a", "b"]])')).toEqual([
    ['breaking', 'Query.x asks more of the viewer (was @requiresScopes a, is @requiresScopes a and b)'],
  ])
  expect(compare('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["a"], ["b"]])')).toEqual([
    ['dangerous', 'Query.x asks less of the viewer (was @requiresScopes a, is @requiresScopes a or b)'],
  ])
  expect(
    compare('@requiresScopes(scopes: [["a"]])', '@requiresScopes(scopes: [["b"]])').map(([level]) => level),
  ).toEqual(['breaking', 'dangerous'])
})

test('a spelling that asks the same of the viewer is no change', () => {
  expect(
    compare('@authenticated @requiresScopes(scopes: [["a", "b"]])', '@requiresScopes(scopes: [["b", "a"]])'),
  ).toEqual([])
})

test('a protected type is noticed by the users of anything in it', () => {
  const open = 'type Query { t: T } type T { a: Int }'
  const closed = 'type Query { t: T } type T @authenticated { a: Int }'
  expect(listPolicyChanges(read(open), read(closed))).toMatchObject([{ level: 'breaking', affects: ['T', 'T.*'] }])
  expect(listPolicyChanges(read(closed), read(open))).toMatchObject([
    { level: 'dangerous', message: 'T is no longer protected (was @authenticated)' },
  ])
})

test('rate limits, costs and list sizes that change are told with both values', () => {
  expect(compare('@rateLimit(max: 5, window: "1m")', '')).toEqual([
    ['dangerous', 'Query.x no longer has @rateLimit (was max: 5, window: "1m")'],
  ])
  expect(compare('@cost(weight: 2)', '@cost(weight: 3)')).toEqual([
    ['dangerous', 'Query.x has another @cost (was 2, is 3)'],
  ])
  const list = (text: string) =>
    read(`type Query { x(first: Int ${text.includes('W') ? '@cost(weight: 4)' : ''}): [Int] ${text.replace('W', '')} }`)
  expect(listPolicyChanges(list(''), list('W @listSize(assumedSize: 9)')).map(({ message }) => message)).toEqual([
    'Query.x has @listSize now (assumedSize: 9, requireOneSlicingArgument: true)',
    'Query.x has @cost of first now (4)',
  ])
})

test('what comes or goes as a whole has no line about its policies', () => {
  const without = read('type Query { x: Int }')
  const withField = read('type Query { x: Int y: Int @authenticated }')
  expect(listPolicyChanges(without, withField)).toEqual([])
  expect(listPolicyChanges(withField, without)).toEqual([])
})
