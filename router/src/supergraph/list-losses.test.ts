import { composeServices } from '@apollo/composition'
import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { listLosses } from './list-losses.ts'

const federation = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`

/** Composes what must compose, and says what was lost. */
function findLosses(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: '', sdl }))
  const { supergraphSdl, errors } = composeServices(
    services.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  )
  // Each case composes: without the check nobody would notice.
  expect(errors).toBeUndefined()
  return listLosses(services, supergraphSdl ?? '')
}

const link = federation(
  '"@shareable", "@key", "@tag", "@cost", "@listSize", "@authenticated", "@external", "@requires"',
)

test("an input's field that not every subgraph has is named with the subgraph that has it", () => {
  const losses = findLosses({
    a: `${link} type Query { a(filter: Filter): Int } input Filter { text: String, city: String }`,
    b: `${link} type Query { b(filter: Filter): Int } input Filter { text: String }`,
  })
  expect(losses).toEqual(['Filter.city (a)'])
})

test('an argument that not every subgraph has is named', () => {
  const losses = findLosses({
    a: `${link} type Query { all(first: Int, city: String): Int @shareable }`,
    b: `${link} type Query { all(first: Int): Int @shareable }`,
  })
  expect(losses).toEqual(['Query.all(city:) (a)'])
})

test('an enum value that only one subgraph takes as input is named', () => {
  const losses = findLosses({
    a: `${link} type Query { a(order: Order): Int } enum Order { UP DOWN RANDOM }`,
    b: `${link} type Query { b(order: Order): Int } enum Order { UP DOWN }`,
  })
  expect(losses).toEqual(['Order.RANDOM (a)'])
})

test('a directive that is not linked or composed is named wherever it stands', () => {
  const losses = findLosses({
    a: `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])
      directive @mask on OBJECT | FIELD_DEFINITION | ARGUMENT_DEFINITION | ENUM | ENUM_VALUE | SCALAR | INPUT_OBJECT | INPUT_FIELD_DEFINITION | INTERFACE | UNION
      type Query { a(text: String @mask, in: In): Thing @mask }
      type Thing implements Named @mask { name: String, kind: Kind, when: When, any: Any }
      interface Named @mask { name: String }
      enum Kind @mask { ONE @mask }
      scalar When @mask
      union Any @mask = Thing
      input In @mask { text: String @mask }
    `,
  })
  expect([...losses].sort()).toEqual(
    ['Any', 'In', 'In.text', 'Kind', 'Kind.ONE', 'Named', 'Query.a', 'Query.a(text:)', 'Thing', 'When'].map(
      (coordinate) => `${coordinate} @mask (a)`,
    ),
  )
})

test('a directive of the same name from another specification does not stand in for a lost one', () => {
  const custom = (url: string, compose: string) => `
    ${federation('"@composeDirective", "@shareable"')} @link(url: "${url}", import: ["@limit"]) ${compose}
    directive @limit(max: Int) on FIELD_DEFINITION`
  const losses = findLosses({
    a: `${custom('https://specs.example.com/limit/v1.0', '@composeDirective(name: "@limit")')} type Query { a: Int @limit(max: 1) all: Int @shareable @limit(max: 1) }`,
    b: `${federation('"@shareable"')} directive @limit(max: Int) on FIELD_DEFINITION type Query { b: Int @limit(max: 1) all: Int @shareable @limit(max: 1) }`,
  })
  expect(losses).toEqual(['Query.b @limit (b)', 'Query.all @limit (b)'])
})

test('what links rename, prefix or import under another name is not called lost', () => {
  const losses = findLosses({
    a: `
      extend schema
        @link(url: "https://specs.apollo.dev/federation/v2.9", import: [{ name: "@authenticated", as: "@signedIn" }, "@composeDirective", { name: "@key", as: "@identity" }])
        @link(url: "https://specs.example.com/limit/v1.0", as: "lim", import: [{ name: "@limit", as: "@max" }])
        @composeDirective(name: "@max")
      directive @max(n: Int) on FIELD_DEFINITION
      type Query { a: Int @signedIn @federation__cost(weight: 3) @max(n: 1) things: [Thing] @federation__listSize(assumedSize: 3) }
      type Thing @identity(fields: "id   name") { id: ID! @federation__tag(name: "x") name: String! @deprecated(reason: "old") }
    `,
  })
  expect(losses).toEqual([])
})

test('@tag, @deprecated, @cost, @key and @requires are missed when a supergraph does not have them', () => {
  const sdl = `${link}
    type Query { a: [Thing] @cost(weight: 3) }
    type Thing @key(fields: "id") @key(fields: "sku { code }") @tag(name: "public") {
      id: ID!
      old: Int @deprecated(reason: "not any more")
      sku: Sku
      price: Int @external
      tax: Int @requires(fields: "price")
    }
    type Sku { code: ID! }`
  const other = `${link} type Thing @key(fields: "id") { id: ID! price: Int }`
  const subgraphs = { a: sdl, b: other }
  expect(findLosses(subgraphs)).toEqual([])

  const services = Object.entries(subgraphs).map(([name, text]) => ({ name, sdl: text }))
  const composed = composeServices(services.map(({ name, sdl: text }) => ({ name, url: '', typeDefs: parse(text) })))
  const without = (composed.supergraphSdl ?? '')
    .replaceAll(/ @(tag|deprecated|cost)\((name|reason|weight): ["\w ]+\)/g, '')
    .replace('key: "sku { code }"', '')
    .replace('requires: "price"', '')
    .replaceAll('(graph: A, )', '(graph: A)')
  expect([...listLosses(services, without)].sort()).toEqual([
    'Query.a @cost (a)',
    'Thing @key(sku { code }) (a)',
    'Thing @tag (a)',
    'Thing.old @deprecated (a)',
    'Thing.tax @requires(price) (a)',
  ])
})

test('@cacheControl speaks to the subgraph and is not missed; root types may be named otherwise', () => {
  const losses = findLosses({
    a: `
      ${federation('"@shareable"')}
      schema { query: Root }
      directive @cacheControl(maxAge: Int) on FIELD_DEFINITION
      type Root { a: Int @cacheControl(maxAge: 3) }
    `,
  })
  expect(losses).toEqual([])
})
