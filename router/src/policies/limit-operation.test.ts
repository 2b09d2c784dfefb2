import { describe, expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import { limitOperation, type OperationLimits } from './limit-operation.ts'

const limits: OperationLimits = {
  tokens: 10_000,
  depth: 20,
  height: 1_000,
  rootFields: 20,
  aliases: 100,
  directives: 100,
  fragments: 100,
  listSize: 1_000,
  valueDepth: 32,
}
const context = createTestContext({ clientAddress: '' })

function check(query: string, variables?: unknown, changes: Partial<OperationLimits> = {}) {
  limitOperation({ ...limits, ...changes }).apply({ text: query, variables, context })
}
function find(query: string, variables?: unknown, changes: Partial<OperationLimits> = {}) {
  try {
    check(query, variables, changes)
  } catch (error) {
    const { code, limit, found, allowed, http } = (error as { extensions: Record<string, unknown> }).extensions
    return { code, limit, found, allowed, status: (http as { status: number }).status }
  }
  return null
}
const refusal = (limit: string, found: unknown, allowed: unknown) => ({
  code: 'OPERATION_LIMIT_EXCEEDED',
  limit,
  found,
  allowed,
  status: 400,
})
const nest = (levels: number) => `${'{ a '.repeat(levels)}${'}'.repeat(levels)}`

describe('limits on the operation', () => {
  test('let an ordinary operation pass', () => {
    check('query Q($ids: [ID!]) { list(ids: $ids) { id ...F } } fragment F on T { name }', { ids: ['1', '2'] })
  })

  test.each<[keyof OperationLimits, string, number, number]>([
    ['depth', nest(21), 21, 20],
    ['height', `{ ${'a { b } '.repeat(3)} }`, 6, 5],
    ['rootFields', '{ a b ...F } fragment F on Query { c ... { d } }', 4, 3],
    ['aliases', '{ ...F x { ...F } } fragment F on T { one: a two: b }', 4, 3],
    ['directives', '{ a @skip(if: false) b @include(if: true) @skip(if: false) }', 3, 2],
    ['fragments', '{ a } fragment A on T { a } fragment B on T { a }', 2, 1],
    ['listSize', '{ a(list: [1, 2, 3]) }', 3, 2],
    ['valueDepth', '{ a(x: { y: [{ z: 1 }] }) }', 3, 2],
  ])('name %s, what was found and what is allowed', (limit, query, found, allowed) => {
    expect(find(query, undefined, { [limit]: allowed })).toEqual(refusal(limit, found, allowed))
    expect(find(query, undefined, { [limit]: found })).toBeNull()
  })

  test('count tokens before anything is parsed', () => {
    expect(find(`{ ${'a '.repeat(10_000)} }`)).toEqual(refusal('tokens', 'more than 10000', 10_000))
  })

  test('bound lists and nesting in variables too', () => {
    expect(find('{ a }', { input: { ids: new Array(1_001).fill(0) } })).toEqual(refusal('listSize', 1_001, 1_000))
    const deep = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)
    expect(find('{ a }', { input: deep })).toEqual(refusal('valueDepth', 33, 32))
  })

  test('refuse a bomb of fragments in milliseconds', () => {
    const fragments = Array.from(
      { length: 20 },
      (_, index) => `fragment F${index} on T { a { ...F${index + 1} ...F${index + 1} } b { ...F${index + 1} } }`,
    )
    const bomb = `{ ...F0 } ${fragments.join(' ')} fragment F20 on T { id }`
    const startedAt = performance.now()
    expect(find(bomb)).toMatchObject({ code: 'OPERATION_LIMIT_EXCEEDED' })
    expect(performance.now() - startedAt).toBeLessThan(50)
  })

  test('end on fragments that spread themselves, which validation then refuses', () => {
    check('{ ...A } fragment A on T { a ...B } fragment B on T { b ...A }')
  })

  test('survive nesting that would exhaust the stack', () => {
    expect(find(nest(100_000), undefined, { tokens: 1_000_000 })).toMatchObject({ limit: 'depth' })
    expect(
      find(`{ a(x: ${'['.repeat(100_000)}${']'.repeat(100_000)}) }`, undefined, { tokens: 1_000_000 }),
    ).toMatchObject({ code: 'OPERATION_LIMIT_EXCEEDED' })
  })

  test('look at every operation and fragment of the document, also unused ones', () => {
    expect(find(`query A { a } query B ${nest(21)}`)).toMatchObject({ limit: 'depth' })
    expect(find(`{ a } fragment F on T ${nest(21)}`)).toMatchObject({ limit: 'depth' })
    expect(find(`{ a } fragment F on T ${nest(21)} fragment F on T { a }`)).toMatchObject({ limit: 'depth' })
  })

  test('leave a text that is not GraphQL to the parser', () => {
    check('{ a')
    check('no')
  })
})
