import { expect, test } from 'vitest'
import { composeSupergraph } from './compose-supergraph.ts'

const link = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@shareable"])'

function compose(subgraphs: Readonly<Record<string, string>>) {
  return composeSupergraph(
    Object.entries(subgraphs).map(([name, sdl]) => ({ name, url: `http://${name}.example`, sdl: `${link} ${sdl}` })),
  )
}

test("an input's field that composition would drop fails with its name and subgraph, whether needed or not", () => {
  const other = 'type Query { b(filter: Filter): Int } input Filter { text: String }'
  const first = (field: string) => `type Query { a(filter: Filter): Int } input Filter { text: String, ${field} }`
  expect(() => compose({ a: first('city: String'), b: other })).toThrow('Lost in composition:\n  Filter.city (a)')
  expect(() => compose({ a: first('city: String!'), b: other })).toThrow(/do not compose:\n.*Filter\.city/)
})

test('a protection that a subgraph writes without linking it fails', () => {
  const sdl = 'directive @authenticated on FIELD_DEFINITION type Query { secret: Int @authenticated }'
  expect(() => compose({ a: sdl })).toThrow('Lost in composition:\n  Query.secret @authenticated (a)')
})

test('what composition only hints at fails too', () => {
  const described = (text: string) => `type Query { all: Thing @shareable } "${text}" type Thing @shareable { id: ID }`
  expect(() => compose({ a: described('One.'), b: described('Another.') })).toThrow('Composition hints:')
})
