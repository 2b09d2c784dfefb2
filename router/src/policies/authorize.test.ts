import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { print, validate } from 'graphql'
import { expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import { type AuthorizeOptions, authorize } from './authorize.ts'
import { readTestGraph } from './read-test-graph.ts'
import { readTestRequest } from './read-test-request.ts'

const graph = readTestGraph(`
  type Query {
    free: String
    mine: String @authenticated
    scoped: String @requiresScopes(scopes: [["a", "b"], ["c"]])
    both: String @authenticated @policy(policies: [["p", "q"], ["r"]])
    secret: Secret
    time: Moment
    level: Level
    animals: [Animal]
    any: [Any]
    box: Box
  }
  type Secret @authenticated { id: ID inner: Secret }
  scalar Moment @authenticated
  enum Level @requiresScopes(scopes: [["c"]]) { HIGH }
  interface Animal { name: String owner: Box tag: String }
  type Dog implements Animal { name: String @authenticated owner: Box tag: String }
  type Cat implements Animal @requiresScopes(scopes: [["vet"]]) { name: String owner: Box tag: String }
  type Fox { name: String }
  union Any = Dog | Cat | Fox
  type Box { id: ID secret: Secret }
`)
const viewer = (...scopes: string[]): Viewer => ({ id: '1', role: 'USER', scopes, sessionId: null })

async function listRemoved(query: string, who: Viewer | null = null, options?: AuthorizeOptions) {
  const request = readTestRequest(query, graph, { viewer: who })
  const document = await authorize(options).apply(request)
  return { removed: request.context.decisions.removedFields.map(({ coordinate }) => coordinate), document, request }
}

test.each([
  ['{ free }', null, []],
  ['{ mine }', null, ['Query.mine']],
  ['{ mine }', viewer(), []],
  ['{ scoped }', null, ['Query.scoped']],
  ['{ scoped }', viewer('a'), ['Query.scoped']],
  ['{ scoped }', viewer('b', 'a'), []],
  ['{ scoped }', viewer('c'), []],
  // A field that returns a protected type, and one inside it.
  ['{ secret { id } box { id secret { inner { id } } } }', null, ['Query.secret', 'Box.secret']],
  ['{ time level }', null, ['Query.time', 'Query.level']],
  ['{ time level }', viewer(), ['Query.level']],
  // An interface's field stands for those of all its types.
  ['{ animals { name } }', null, ['Animal.name']],
  ['{ animals { tag } }', viewer(), ['Animal.tag']],
  ['{ animals { tag name } }', viewer('vet'), []],
  ['{ animals { __typename ... on Dog { name tag } ... on Cat { tag } } }', null, ['Dog.name', 'Cat.tag']],
  ['{ animals { ...D } } fragment D on Dog { name owner { secret { id } } }', null, ['Dog.name', 'Box.secret']],
  [
    '{ any { ... on Fox { name } ... on Cat { c: name } ... on Animal { a: tag } } }',
    viewer(),
    ['Cat.name', 'Animal.tag'],
  ],
  ['{ a: mine b: mine ...F ...F } fragment F on Query { mine }', null, ['Query.mine', 'Query.mine', 'Query.mine']],
  ['{ __schema { types { name } } __typename }', null, []],
])('%s as %o', async (query, who, expected) => {
  expect((await listRemoved(query, who)).removed).toEqual(expected)
})

test('a policy passes by its function; groups are or-of-ands; an unknown name refuses', async () => {
  const policies = { p: async () => true, q: () => true, r: () => false }
  expect((await listRemoved('{ both }', viewer(), { policies })).removed).toEqual([])
  expect((await listRemoved('{ both }', null, { policies })).removed).toEqual(['Query.both'])
  expect((await listRemoved('{ both }', viewer(), { policies: { p: () => true } })).removed).toEqual(['Query.both'])
  expect((await listRemoved('{ both }', viewer())).removed).toEqual(['Query.both'])
  // Only true is true.
  const loose = { r: () => 'no' as unknown as boolean }
  expect((await listRemoved('{ both }', viewer(), { policies: loose })).removed).toEqual(['Query.both'])
  expect((await listRemoved('{ both }', viewer(), { policies: { r: () => true } })).removed).toEqual([])
})

test('a policy runs once for an operation, and not for operations it does not concern', async () => {
  let calls = 0
  const r = () => {
    calls += 1
    return true
  }
  const policies = { r }
  await listRemoved('{ free }', viewer(), { policies })
  expect(calls).toBe(0)
  await listRemoved('{ both x: both y: both }', viewer(), { policies })
  expect(calls).toBe(1)
})

test('messages name the field and what is missing', async () => {
  const messages = async (query: string, who: Viewer | null) =>
    (await listRemoved(query, who)).request.context.decisions.removedFields.map(({ message }) => message)
  expect(await messages('{ mine scoped }', null)).toEqual([
    'Query.mine needs a signed-in viewer.',
    'Query.scoped needs a signed-in viewer with the scope a and b, or c.',
  ])
  expect(await messages('{ scoped both }', viewer())).toEqual([
    'Query.scoped needs the scope a and b, or c.',
    'Query.both needs a permission that this viewer does not have.',
  ])
})

test('rejecting refuses the whole operation with 403 and names every field', async () => {
  await expect(listRemoved('{ free mine secret { id } }', null, { mode: 'reject' })).rejects.toMatchObject({
    message: 'Query.mine needs a signed-in viewer. Query.secret needs a signed-in viewer.',
    extensions: {
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      coordinates: ['Query.mine', 'Query.secret'],
      http: { status: 403 },
    },
  })
  expect((await listRemoved('{ free }', null, { mode: 'reject' })).removed).toEqual([])
})

test('an operation of which nothing is refused goes on as the same document', async () => {
  const { document, request } = await listRemoved('{ free mine }', viewer())
  expect(document).toBe(request.document)
})

test('variables and fragments used only by what was refused are dropped, so that the operation stays valid', async () => {
  const { document } = await listRemoved(`
    query ($x: Boolean = true, $y: Boolean = true) { free mine @skip(if: $x) secret { ...S } }
    fragment S on Secret { id @skip(if: $y) }
  `)
  expect(validate(graph.schema, document)).toEqual([])
  expect(print(document)).toBe(
    'query ($x: Boolean = true) {\n  free\n  _removed1: __typename @skip(if: $x)\n  _removed2: __typename\n}',
  )
})

const inherited = readTestGraph(`
  type Query { shut: Shut lent: Lent stricter: Stricter mixed: Mixed }
  interface Shut @authenticated { id: ID }
  type A implements Shut { id: ID }
  interface Lent @authenticated @requiresScopes(scopes: [["x", "y"]]) @policy(policies: [["p", "q"]]) { id: ID }
  type B implements Lent @authenticated @policy(policies: [["p"]]) { id: ID }
  type C implements Lent @requiresScopes(scopes: [["x", "y"]]) @policy(policies: [["q"]]) { id: ID }
  type D implements Lent { id: ID }
  interface Stricter @requiresScopes(scopes: [["x"]]) { id: ID }
  type E implements Stricter @requiresScopes(scopes: [["x"], ["y"]]) { id: ID }
  interface Mixed @requiresScopes(scopes: [["x"], ["y"]]) { id: ID }
  type F implements Mixed @requiresScopes(scopes: [["x"], ["y", "z"]]) { id: ID }
  type G implements Mixed { id: ID }
`)

test.each([
  // The interface's own rule: there is no other way to its types.
  ['{ shut { __typename ... on A { id } } }', ['Query.shut']],
  ['{ stricter { ... on E { id } } }', ['Query.stricter']],
  // A rule that composition took from the types: each type has its own.
  ['{ lent { __typename ... on D { id } } }', []],
  ['{ lent { ... on B { id } ... on C { id } ... on D { id } } }', ['B.id', 'C.id']],
  ['{ lent { id } }', ['Lent.id']],
  ['{ mixed { ... on F { id } ... on G { id } } }', ['F.id']],
])('%s through an interface', async (query, expected) => {
  const request = readTestRequest(query, inherited)
  await authorize().apply(request)
  expect(request.context.decisions.removedFields.map(({ coordinate }) => coordinate)).toEqual(expected)
})

test('who lacks the same gets the same document, the very object; who lacks something else another', async () => {
  const policy = authorize()
  const request = readTestRequest('{ free mine scoped }', graph)
  const apply = async (who: Viewer | null) => {
    const context = createTestContext({ viewer: who })
    return { document: await policy.apply({ ...request, context }), removed: context.decisions.removedFields }
  }
  const [nobody, another] = [await apply(null), await apply(null)]
  expect(another.document).toBe(nobody.document)
  expect(another.removed).toEqual(nobody.removed)
  const ada = await apply(viewer('a'))
  expect((await apply({ ...viewer('b'), id: '2' })).document).toBe(ada.document)
  expect(ada.document).not.toBe(nobody.document)
  expect(ada.removed.map(({ coordinate }) => coordinate)).toEqual(['Query.scoped'])
  expect((await apply(viewer('c'))).document).toBe(request.document)
})

test('a field in a fragment that only a refused field spreads is no refusal of its own', async () => {
  const { removed } = await listRemoved('{ free secret { ...S } } fragment S on Secret { inner { id } }')
  expect(removed).toEqual(['Query.secret'])
})
