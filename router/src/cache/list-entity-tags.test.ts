import { expect, test } from 'vitest'
import { tagsMax } from './cache-store.ts'
import { listEntityTags } from './list-entity-tags.ts'
import { readCacheRules } from './read-cache-rules.ts'

const rules = readCacheRules(`
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5") { query: Query }
  type Query { a: A }
  type A @join__type(graph: ONE, key: "id") @join__type(graph: TWO, key: "name org { id }") { id: ID! }
`)

test('an entity has a tag for each key that is whole, wherever it stands and whatever the order of its fields', () => {
  const value = {
    list: [[{ __typename: 'A', org: { id: '2', x: 1 }, name: 'n', id: '1', more: { __typename: 'A', id: '3' } }]],
  }
  expect([...listEntityTags(value, rules)].sort()).toEqual([
    'entity:A:{"id":"1"}',
    'entity:A:{"id":"3"}',
    'entity:A:{"name":"n","org":{"id":"2"}}',
  ])
})

test('what names no type, no key or null has none', () => {
  expect(
    listEntityTags(
      [{ __typename: 'A' }, { id: '1' }, { __typename: 'B', id: '1' }, { __typename: 'A', id: null }, null, 'A'],
      rules,
    ),
  ).toEqual([])
})

test('a value of any size and depth gives more than may be kept at most, and never overflows', () => {
  const many = Array.from({ length: 5_000 }, (_, index) => ({ __typename: 'A', id: String(index) }))
  expect(listEntityTags(many, rules)).toHaveLength(tagsMax + 1)
  let deep: unknown = { __typename: 'A', id: '1' }
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(listEntityTags(deep, rules)).toHaveLength(1)
})
