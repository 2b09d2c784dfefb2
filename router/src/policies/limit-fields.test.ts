import { buildSchema, getOperationAST, parse, print } from 'graphql'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RouterContext } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import type { FieldRule, FieldRules, RateLimitRule } from '../supergraph/field-rules.ts'
import { limitFields } from './limit-fields.ts'
import type { OperationRequest } from './policy.ts'

const schema = buildSchema(`
  type Query { search(text: String): Result  node: Node  free: String  read(text: String!): String }
  type Mutation { login(input: LoginInput!): String!  send(to: [ID!]!): String  register(input: LoginInput!): String }
  input LoginInput { email: String!, device: Device }
  input Device { id: ID }
  interface Node { id: ID, similar: String }
  type Result implements Node { id: ID, similar: String, search(text: String): Result }
`)

function rule(rateLimit: Partial<RateLimitRule>): FieldRule {
  const defaults = { max: 10, window: '1m', identityArgs: [], arrayLengthField: null, message: null }
  return {
    access: null,
    costWeight: null,
    argumentWeights: {},
    listSize: null,
    rateLimit: { ...defaults, ...rateLimit },
  }
}
const rules: FieldRules = {
  fields: new Map([
    ['Query.search', rule({ max: 3 })],
    ['Mutation.login', rule({ max: 2, identityArgs: ['input.email'], message: 'Too many sign-ins.' })],
    ['Mutation.register', rule({ max: 1, identityArgs: ['input.email', 'input.device.id'] })],
    ['Mutation.send', rule({ max: 5, window: '1h', arrayLengthField: 'to' })],
    ['Query.read', rule({ max: 600_000, arrayLengthField: 'text' })],
    ['Result.similar', rule({ max: 1 })],
  ]),
  types: new Map(),
}

function createClient(networkFactor = 0) {
  const policy = limitFields(createMemoryCounters(), { networkFactor })
  return async (text: string, variables: Record<string, unknown> = {}, changes: Partial<RouterContext> = {}) => {
    const document = parse(text)
    const operation = getOperationAST(document)
    if (!operation) throw new Error('no operation')
    const context = createTestContext({ clientAddress: '203.0.113.7', ...changes })
    const request: OperationRequest = { document, operation, operationName: null, variables, context, schema, rules }
    const left = await policy.apply(request)
    return { left: print(left), isUnchanged: left === document, removed: context.decisions.removedFields }
  }
}
const viewer = (id: string, role: 'USER' | 'SERVICE' = 'USER') => ({
  viewer: { id, role, scopes: [], sessionId: null },
})
const search = '{ search(text: "a") { id } }'
const register = 'mutation ($input: LoginInput!) { register(input: $input) }'
const login = 'mutation ($input: LoginInput!) { login(input: $input) }'

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('limits of fields', () => {
  test('let exactly the maximum pass when 200 ask at once', async () => {
    const ask = createClient()
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(search)))
    expect(answers.filter(({ isUnchanged }) => isUnchanged)).toHaveLength(3)
  })

  test('remove only that field, and tell when to come back', async () => {
    const ask = createClient()
    for (let used = 0; used < 3; used++) await ask(search)
    vi.advanceTimersByTime(15_000)
    const { left, removed } = await ask('{ free search(text: "b") { id } }')
    expect(left).toContain('free')
    expect(left).not.toContain('search')
    expect(removed).toMatchObject([
      {
        coordinate: 'Query.search',
        code: 'RATE_LIMITED',
        message: 'At most 3 uses of Query.search in 1m. Wait, then try again.',
        details: { retryAfterSeconds: 45 },
      },
    ])
    vi.advanceTimersByTime(45_000)
    expect((await ask(search)).isUnchanged).toBe(true)
  })

  test('count each alias', async () => {
    const { left, removed } = await createClient()(
      '{ a: search { id } b: search { id } c: search { id } d: search { id } e: search { id } }',
    )
    expect(removed.map(({ responseKey }) => responseKey)).toEqual(['d', 'e'])
    expect(left.match(/search/g)).toHaveLength(3)
  })

  test('count a fragment wherever it is spread, and what is asked twice at one place once', async () => {
    const spread = await createClient()(
      '{ ...F x: node { ... on Result { ...S } } y: node { ... on Result { ...S } } } fragment F on Query { a: search { id } } fragment S on Result { similar }',
    )
    expect(spread.removed.map(({ coordinate }) => coordinate)).toEqual(['Result.similar'])
    const merged = await createClient()(
      '{ ...A ...B } fragment A on Query { node { similar } } fragment B on Query { node { similar id } }',
    )
    expect(merged.isUnchanged).toBe(true)
  })

  test('hold for a field of an interface as for the types that have it', async () => {
    const ask = createClient()
    expect((await ask('{ node { similar } }')).isUnchanged).toBe(true)
    expect((await ask('{ node { similar } }')).removed).toMatchObject([
      { code: 'RATE_LIMITED', responseKey: 'similar' },
    ])
  })

  test('do not count what @skip and @include leave out', async () => {
    const ask = createClient()
    const text = 'query ($yes: Boolean!) { search @skip(if: $yes) { id } ... @include(if: false) { a: search { id } } }'
    for (let sent = 0; sent < 5; sent++) expect((await ask(text, { yes: true })).isUnchanged).toBe(true)
    for (let sent = 0; sent < 3; sent++) expect((await ask(text, { yes: false })).isUnchanged).toBe(true)
    expect((await ask(text, { yes: false })).removed).toHaveLength(1)
  })

  test('count the values of identity arguments apart, in variables and literals, without regard to case', async () => {
    const ask = createClient()
    await ask(login, { input: { email: 'ada@example.com' } })
    await ask('mutation { login(input: { email: "Ada@Example.com" }) }')
    const third = await ask(login, { input: { email: 'ADA@example.com' } })
    expect(third.removed).toMatchObject([{ message: 'Too many sign-ins.', isNonNull: true }])
    expect((await ask(login, { input: { email: 'bob@example.com' } })).isUnchanged).toBe(true)
  })

  test('count the length of a list argument', async () => {
    const ask = createClient()
    const send = 'mutation ($to: [ID!]!) { send(to: $to) }'
    expect((await ask(send, { to: ['1', '2', '3'] })).isUnchanged).toBe(true)
    expect((await ask(send, { to: ['4', '5'] })).isUnchanged).toBe(true)
    expect((await ask(send, { to: ['6'] })).removed).toMatchObject([{ details: { retryAfterSeconds: 3_600 } }])
    const another = createClient()
    for (const to of [[], '1', ['2'], ['3', '4']]) expect((await another(send, { to })).isUnchanged).toBe(true)
    expect((await another('mutation { send(to: "6") }')).removed).toHaveLength(1)
  })

  test('count a text by its characters, those of aliases and variables alike', async () => {
    const ask = createClient()
    const read = 'query ($long: String!, $short: String!) { read(text: $long) again: read(text: $short) }'
    const first = await ask(read, { long: 'x'.repeat(400_000), short: 'y' })
    expect(first.isUnchanged).toBe(true)
    const second = await ask(read, { long: 'x'.repeat(199_999), short: 'y' })
    expect(second.removed).toMatchObject([
      { message: 'At most 600000 characters of Query.read in 1m. Wait, then try again.' },
    ])
    expect(second.left).toContain('$long')
  })

  test('count a list that is longer than the limit as too much at once, and hold it against the next', async () => {
    const ask = createClient()
    const send = 'mutation ($to: [ID!]!) { send(to: $to) }'
    expect((await ask(send, { to: ['1', '2', '3', '4', '5', '6'] })).removed).toHaveLength(1)
    expect((await ask(send, { to: ['1'] })).removed).toHaveLength(1)
  })

  test('count several identity arguments together, by path, one that is missing as a value of its own', async () => {
    const ask = createClient()
    const use = (email: string, id?: string) =>
      ask(register, { input: { email, ...(id === undefined ? {} : { device: { id } }) } })
    expect((await use('ada@example.com', '1')).isUnchanged).toBe(true)
    expect((await use('ada@example.com', '2')).isUnchanged).toBe(true)
    expect((await use('ada@example.com')).isUnchanged).toBe(true)
    expect((await use('bob@example.com', '1')).isUnchanged).toBe(true)
    for (const id of ['1', '2', undefined]) expect((await use('ada@example.com', id)).removed).toHaveLength(1)
  })

  test('count viewers apart, others by network, and services not at all', async () => {
    const ask = createClient()
    for (const who of [viewer('a'), viewer('b'), {}]) for (let used = 0; used < 3; used++) await ask(search, {}, who)
    expect((await ask(search, {}, viewer('a'))).removed).toHaveLength(1)
    expect((await ask(search, {}, { clientAddress: '::ffff:203.0.113.7' })).removed).toHaveLength(1)
    expect((await ask(search, {}, { clientAddress: '203.0.113.8' })).isUnchanged).toBe(true)
    for (let used = 0; used < 50; used++)
      expect((await ask(search, {}, viewer('service:rag', 'SERVICE'))).isUnchanged).toBe(true)
  })

  test('count all accounts of one network together, up to a multiple', async () => {
    const ask = createClient(2)
    for (const id of ['a', 'a', 'a', 'b', 'b', 'b']) expect((await ask(search, {}, viewer(id))).isUnchanged).toBe(true)
    expect((await ask(search, {}, viewer('c'))).removed).toMatchObject([
      { message: expect.stringContaining('At most 6 uses of Query.search in 1m, for all accounts on your network') },
    ])
    expect((await ask(search, {}, { ...viewer('c'), clientAddress: '203.0.113.8' })).isUnchanged).toBe(true)
  })
})
