import { buildSchema, type OperationDefinitionNode, parse } from 'graphql'
import { expect, test } from 'vitest'
import { listUsedCoordinates } from './list-used-coordinates.ts'
import { listInputVariables, listUsedInputs } from './list-used-inputs.ts'

const schema = buildSchema(`
  type Query { animals(filter: Filter, first: Int = 1): [Animal!]! thing: Thing count(sizes: [Size!]): Int other: Int }
  interface Animal { name(long: Boolean): String! }
  type Dog implements Animal { name(long: Boolean): String! collar: String owner: Person }
  type Cat implements Animal { name(long: Boolean): String! }
  type Person { name: String }
  union Thing = Dog | Person
  input Filter { size: Size sizes: [Size!] not: Filter all: [Filter!] text: String }
  enum Size { SMALL LARGE HUGE }
`)

function list(query: string, variables?: Record<string, unknown>) {
  const document = parse(query)
  const operation = document.definitions[0] as OperationDefinitionNode
  const used = listUsedCoordinates(schema, document, operation)
  const inputs = listUsedInputs(listInputVariables(schema, operation), variables ?? {})
  return [...used, ...inputs].map(({ kind, coordinate }) => `${kind} ${coordinate}`).sort()
}

test('a field of an interface is used on each type that has it, with its arguments', () => {
  expect(list('{ animals(first: 2) { name(long: true) ... on Dog { collar } __typename } }')).toEqual([
    'argument Animal.name(long:)',
    'argument Cat.name(long:)',
    'argument Dog.name(long:)',
    'argument Query.animals(first:)',
    'field Animal.name',
    'field Cat.name',
    'field Dog.collar',
    'field Dog.name',
    'field Query.animals',
    'type Dog',
  ])
})

test('fragments on unions count, also nested and behind @skip, and what is never spread does not', () => {
  const query = `
    query A($no: Boolean!) { thing { ...T @skip(if: $no) ... { __typename } } }
    fragment T on Thing { ... on Person { name } ...D }
    fragment D on Dog { owner { name } }
    fragment Unused on Query { other }
  `
  expect(list(query)).toEqual([
    'field Dog.owner',
    'field Person.name',
    'field Query.thing',
    'type Dog',
    'type Person',
    'type Thing',
  ])
})

test('input fields and enum values count, in the text, in defaults and in variables', () => {
  const query = `query ($f: Filter, $s: [Size!] = [HUGE]) {
    animals(filter: { size: SMALL, not: { text: "SMALL" } }) { __typename }
    more: animals(filter: $f) { __typename }
    count(sizes: $s)
  }`
  const variables = { f: { all: [{ sizes: ['LARGE', 'nonsense'] }, { unknown: 1 }, null] }, s: 5 }
  expect(list(query, variables)).toEqual([
    'argument Query.animals(filter:)',
    'argument Query.count(sizes:)',
    'enumValue Size.HUGE',
    'enumValue Size.LARGE',
    'enumValue Size.SMALL',
    'field Query.animals',
    'field Query.count',
    'inputField Filter.all',
    'inputField Filter.not',
    'inputField Filter.size',
    'inputField Filter.sizes',
    'inputField Filter.text',
    'type Filter',
    'type Size',
  ])
})

test('a bomb of fragments is read in linear time', () => {
  const levels = Array.from(
    { length: 200 },
    (_, index) => `fragment F${index} on Dog { ...F${index + 1} ...F${index + 1} owner { name } }`,
  )
  const query = `{ animals { ...F0 } } ${levels.join(' ')} fragment F200 on Dog { collar }`
  const startedAt = performance.now()
  expect(list(query)).toContain('field Dog.collar')
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})

test('variables of a million values are looked at to a bound', () => {
  const startedAt = performance.now()
  const huge = {
    all: Array.from({ length: 1_000 }, () => ({ all: Array.from({ length: 1_000 }, () => ({ size: 'SMALL' })) })),
  }
  expect(list('query ($f: Filter) { animals(filter: $f) { __typename } }', { f: huge })).toContain(
    'inputField Filter.all',
  )
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
