import { parse } from 'graphql'
import { expect, test } from 'vitest'
import type { RemovedField } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { countOperations } from './count-operations.ts'

const toRequest = (
  source: string,
  operationName: string | null = null,
  text = source,
  removed: RemovedField[] = [],
) => {
  const context = createTestContext()
  context.decisions.removedFields.push(...removed)
  return { source, queryHash: source, operationName, document: parse(text), context } as never
}

test('the most used come first, each once, by name', () => {
  const counts = countOperations()
  counts.add(toRequest('{ a }'))
  for (let use = 0; use < 3; use++) counts.add(toRequest('query B { b }', 'B'))
  for (let use = 0; use < 2; use++) counts.add(toRequest('{ c }'))
  expect(counts.list(2)).toEqual([{ query: 'query B { b }', operationName: 'B' }, { query: '{ c }' }])
})

test('what policies have made smaller is kept as it runs', () => {
  const counts = countOperations()
  const removed = { placeholder: '_removed1', responseKey: 'secret' } as RemovedField
  counts.add(toRequest('{ a secret }', null, '{ a _removed1: __typename }', [removed]))
  expect(counts.list(10)).toEqual([{ query: '{\n  a\n  _removed1: __typename\n}' }])
})

test('a flood of different operations takes bounded memory and leaves what is in use', () => {
  const counts = countOperations({ entriesMax: 100 })
  for (let index = 0; index < 1_000; index++) {
    counts.add(toRequest(`{ a${index} }`))
    counts.add(toRequest('{ used }'))
  }
  counts.add(toRequest(`{ long(text: "${'x'.repeat(40_000)}") }`))
  expect(counts.list(1_000)).toHaveLength(100)
  expect(counts.list(1)).toEqual([{ query: '{ used }' }])
})
