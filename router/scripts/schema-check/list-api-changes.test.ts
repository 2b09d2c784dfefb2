import { buildSchema } from 'graphql'
import { expect, test } from 'vitest'
import { listApiChanges } from './list-api-changes.ts'

async function compare(published: string, next: string) {
  const changes = await listApiChanges(buildSchema(published), buildSchema(next))
  return changes.map(({ level, coordinate, affects }) => [level, coordinate, affects])
}

const query = 'type Query { a(first: Int, size: Int! = 3): Thing things(filter: Filter, order: Order): [Thing!] }'
const rest = `
  interface Named { name: String }
  type Thing implements Named { name: String id: ID! old: Kind }
  type Other { id: ID! }
  union Any = Thing | Other
  extend type Query { any: Any, kind: Kind }
  enum Kind { ONE TWO }
  enum Order { UP DOWN }
  input Filter { text: String, size: Int! = 3 }
`
const base = `${query} ${rest}`
const change = (from: string, to: string) => {
  expect(base).toContain(from)
  return compare(base, base.replace(from, to))
}
/** Without who notices. */
const judgeBoth = async (published: string, next: string) =>
  (await compare(published, next)).map(([level, coordinate]) => [level, coordinate])
const judge = (from: string, to: string) => judgeBoth(base, base.replace(from, to))

test('what fails a client is breaking, and its users are those of the right coordinates', async () => {
  expect(await change('old: Kind', '')).toEqual([['breaking', 'Thing.old', ['Thing.old']]])
  expect(await change('id: ID! old', 'id: ID old')).toEqual([['breaking', 'Thing.id', ['Thing.id']]])
  expect(await change('first: Int, ', '')).toEqual([['breaking', 'Query.a(first:)', ['Query.a(first:)']]])
  expect(await change('first: Int,', 'first: String,')).toEqual([['breaking', 'Query.a(first:)', ['Query.a(first:)']]])
  expect(await change('ONE TWO', 'ONE')).toEqual([['breaking', 'Kind.TWO', ['Kind.TWO']]])
  expect(await change('text: String,', '')).toEqual([['breaking', 'Filter.text', ['Filter.text']]])
  expect(await change('= Thing | Other', '= Thing')).toEqual([['breaking', 'Any', ['Other']]])
  expect(await change('implements Named', '')).toEqual([['breaking', 'Thing', ['Named', 'Named.*']]])
})

test('what has to be given from now on is noticed by everyone who uses the field or input, with it or without', async () => {
  expect(await change('first: Int,', 'first: Int!,')).toEqual([['breaking', 'Query.a(first:)', ['Query.a']]])
  expect(await change('first: Int,', 'first: Int, next: ID!,')).toEqual([['breaking', 'Query.a(next:)', ['Query.a']]])
  expect(await change('size: Int! = 3)', 'size: Int!)')).toEqual([['breaking', 'Query.a(size:)', ['Query.a']]])
  expect(await change('text: String,', 'text: String!,')).toEqual([['breaking', 'Filter.text', ['Filter', 'Filter.*']]])
  expect(await change('text: String,', 'text: String, place: ID!,')).toEqual([
    ['breaking', 'Filter.place', ['Filter', 'Filter.*']],
  ])
  expect(await change('size: Int! = 3 }', 'size: Int! }')).toEqual([
    ['breaking', 'Filter.size', ['Filter', 'Filter.*']],
  ])
})

test('a type that is gone is noticed by the users of anything in it', async () => {
  const changes = await compare(base, base.replace('enum Kind { ONE TWO }', '').replaceAll(/: Kind/g, ': Int'))
  expect(changes).toContainEqual(['breaking', 'Kind', ['Kind', 'Kind.*']])
  expect(changes).toContainEqual(['breaking', 'Thing.old', ['Thing.old']])
  const kinds = await compare(base, base.replace('union Any = Thing | Other', 'interface Any { id: ID! }'))
  expect(kinds).toContainEqual(['breaking', 'Any', ['Any', 'Any.*']])
})

test('what may surprise a client is dangerous', async () => {
  expect(await judge('ONE TWO', 'ONE TWO THREE')).toEqual([['dangerous', 'Kind.THREE']])
  expect(await judge('= Thing | Other', '= Thing | Other | Third type Third { id: ID }')).toEqual([
    ['dangerous', 'Any'],
    ['safe', 'Third'],
  ])
  expect(await judge('size: Int! = 3)', 'size: Int! = 4)')).toEqual([['dangerous', 'Query.a(size:)']])
})

test('what does nothing to clients is safe, and what comes within something new is said once', async () => {
  expect(
    await judge('type Other {', 'type Other { more(first: Int): New }  type New { a: Int }  type Unused {'),
  ).toEqual(expect.arrayContaining([['safe', 'New']]))
  expect(await judge('type Other {', 'type Other { more(first: Int): Int ')).toEqual([['safe', 'Other.more']])
  expect(await judge('UP DOWN', 'UP DOWN RANDOM')).toEqual([['safe', 'Order.RANDOM']])
  expect(await judge('old: Kind', 'old: Kind @deprecated(reason: "gone soon")')).toEqual([['safe', 'Thing.old']])
  expect(await judge('type Other', '"Something else." type Other')).toEqual([])
  expect(await judge('name: String id', 'name: String! id')).toEqual([['safe', 'Thing.name']])
})

test('what no operation can reach breaks nobody; an interface is reached by a fragment', async () => {
  const unreached = `${base} type Lonely { a: Int b: Int }`
  expect(await judgeBoth(unreached, unreached.replace('b: Int }', '}'))).toEqual([['safe', 'Lonely.b']])
  const named = await compare(
    base,
    base
      .replace('interface Named { name: String }', 'interface Named { label: String }')
      .replace('type Thing implements Named {', 'type Thing implements Named { label: String'),
  )
  expect(named).toContainEqual(['breaking', 'Named.name', ['Named.name']])
})

test('an input of which exactly one field may be given is breaking, a new root type is not', async () => {
  const one = 'type Query { a(by: By): Int } input By { id: ID name: String }'
  expect(await compare(one, one.replace('input By', 'input By @oneOf'))).toMatchObject([
    ['breaking', 'By', ['By', 'By.*']],
  ])
  expect(await compare(one, `${one} type Subscription { news: Int }`)).not.toContainEqual(
    expect.arrayContaining(['breaking']),
  )
  expect(await compare(`${one} type Subscription { news: Int }`, one)).toContainEqual([
    'breaking',
    'Subscription',
    ['Subscription', 'Subscription.*'],
  ])
})

test('what a type loses is told though it gains something too', async () => {
  const lost = 'type Query { a: T } interface I { id: ID } type T { id: ID n: Int }'
  const gained = 'type Query { a: T } interface I { id: ID } type T implements I { id: ID }'
  expect(await compare(lost, gained)).toContainEqual(['breaking', 'T.n', ['T.n']])
})

test('a directive that operations used is gone: nobody can tell who wrote it', async () => {
  const withDirective = `${base} directive @live on QUERY`
  expect(await compare(withDirective, base)).toEqual([['breaking', '@live', null]])
})
