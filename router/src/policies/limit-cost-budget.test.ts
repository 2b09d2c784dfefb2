import { createError } from '@ree-ai/kit/errors/create-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterEach, expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import { createFetchError } from '../execution/fetch/fetch-failure.ts'
import { startTestGraph, type TestGraph } from '../execution/start-test-graph.ts'
import { testSubgraphs } from '../execution/test-subgraphs.ts'
import { createMemoryBudgets } from '../store/create-memory-budgets.ts'
import { authorize } from './authorize.ts'
import type { OperationCost } from './cost/operation-cost.ts'
import { type LimitCostOptions, limitCost } from './limit-cost.ts'
import type { OperationPolicy } from './policy.ts'
import { readTestGraph } from './read-test-graph.ts'
import { readTestRequest } from './read-test-request.ts'

/** Estimated 105, actual 6. */
const query = '{ users(first: 5) { name reviews { text author { id } } } }'
const ada: Viewer = { id: '1', role: 'USER', scopes: [], sessionId: null }
const service: Viewer = { id: 'rag', role: 'SERVICE', scopes: [], sessionId: null }
const graphs: TestGraph[] = []
afterEach(async () => {
  await Promise.all(graphs.splice(0).map((graph) => graph.stop()))
})

function createBudget(maximum: number) {
  const clock = { nowMs: 0 }
  const budgets = createMemoryBudgets({ nowMs: () => clock.nowMs })
  const changes: (readonly [event: string, amount: number])[] = []
  const bucket = { maximum, restorePerSecond: 10 }
  const onChange = (event: string, amount: number) => void changes.push([event, amount])
  const readLevel = (key = 'cost:address:192.0.2.1', factor = 1) =>
    budgets.settle(key, 0, { maximum: maximum * factor, restorePerSecond: bucket.restorePerSecond * factor })
  return { clock, changes, readLevel, budget: { budgets, bucket, onChange } }
}

async function start(
  maximum: number,
  options: LimitCostOptions & {
    readonly last?: OperationPolicy
    readonly graph?: Partial<Parameters<typeof startTestGraph>[1]>
  } = {},
) {
  const { last, graph: graphOptions, ...limits } = options
  const money = createBudget(maximum)
  const graph = await startTestGraph(testSubgraphs, {
    policies: [authorize(), limitCost({ budget: money.budget, ...limits }), ...(last ? [last] : [])],
    ...graphOptions,
  })
  graphs.push(graph)
  return { graph, ...money }
}
const readCost = (answer: { readonly extensions?: Record<string, unknown> }) => answer.extensions?.cost as OperationCost

test('the estimate is taken before and what was not used is given back, before the client is told what it has', async () => {
  const { graph, changes, readLevel } = await start(200)
  const answer = await graph.run(query)
  expect(answer.extensions?.cost).toEqual({
    estimated: 105,
    actual: 6,
    maximum: 200,
    strategy: 'static_estimated',
    throttleStatus: { maximumAvailable: 200, currentlyAvailable: 194, restoreRate: 10 },
  })
  expect(await readLevel()).toBe(194)
  expect(changes).toEqual([
    ['reserved', 105],
    ['refunded', 99],
  ])
})

test('what the bucket does not hold is refused with 429 and when to come again; it runs then', async () => {
  const { graph, clock, readLevel } = await start(110)
  await graph.run(query)
  graph.sent.length = 0
  const refused = await graph.run(
    '{ users(first: 5) { reviews { text author { id } } } again: users(first: 2) { id } }',
  )
  expect(refused.status).toBe(429)
  expect(refused.headers.get('retry-after')).toBe('1')
  expect(refused.data).toBeUndefined()
  const throttleStatus = { maximumAvailable: 110, currentlyAvailable: 104, restoreRate: 10 }
  expect(refused.errors).toEqual([
    {
      message: 'The operation may cost 107, and the budget holds 104. Wait, then try again.',
      extensions: { code: 'THROTTLED', cost: { estimated: 107, maximum: 110, throttleStatus }, retryAfterSeconds: 1 },
    },
  ])
  expect(readCost(refused)).toEqual({
    estimated: 107,
    actual: null,
    maximum: 110,
    strategy: 'static_estimated',
    throttleStatus,
  })
  expect(graph.sent).toEqual([])
  expect(await readLevel()).toBe(104)
  clock.nowMs += 1_000
  expect((await graph.run(query)).errors).toBeUndefined()
})

test('what is above the maximum, or above what the bucket can ever hold, does not touch it', async () => {
  const { graph, changes } = await start(200, { costMax: 100 })
  expect((await graph.run(query)).errors).toMatchObject([{ extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE' } }])
  const small = await start(50)
  expect((await small.graph.run(query)).errors).toMatchObject([
    { extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { estimated: 105, maximum: 50 } } },
  ])
  expect([...changes, ...small.changes]).toEqual([])
})

test('however many ask at once, no more run than the bucket holds', async () => {
  const { graph, readLevel } = await start(105 * 3 + 50)
  const answers = await Promise.all(Array.from({ length: 20 }, () => graph.run(query)))
  const passed = answers.filter(({ status }) => status !== 429)
  // Three by their estimates; those that came after refunds could also pay.
  expect(passed.length).toBeGreaterThanOrEqual(3)
  expect(passed.length).toBeLessThan(20)
  expect(await readLevel()).toBe(105 * 3 + 50 - 6 * passed.length)
})

test('one client does not use up the budget of another; those of one network share it', async () => {
  const graph = readTestGraph('type Query { many: [A] } type A { id: ID }')
  const { budget } = createBudget(10)
  const policy = limitCost({ budget })
  const ask = async (overrides: Parameters<typeof createTestContext>[0]) =>
    policy.apply({ ...readTestRequest('{ many { id } }', graph), context: createTestContext(overrides) })
  await ask({ clientAddress: '2001:db8::1' })
  await expect(ask({ clientAddress: '2001:db8::2' })).rejects.toMatchObject({ extensions: { code: 'THROTTLED' } })
  await ask({ clientAddress: '2001:db9::1' })
  await ask({ clientAddress: '2001:db8::2', viewer: ada })
})

test('an operation that is refused after all gives everything back', async () => {
  const last: OperationPolicy = {
    name: 'last',
    apply() {
      throw createError('RATE_LIMITED', 'Not now.')
    },
  }
  const { graph, readLevel, changes } = await start(200, { last })
  expect((await graph.run(query)).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
  expect(await readLevel()).toBe(200)
  expect(changes).toEqual([
    ['reserved', 105],
    ['refunded', 105],
  ])
})

test('an operation that cannot be planned gives everything back', async () => {
  const createPlanner = () => ({
    plan: () => Promise.reject(new Error('no plan')),
    retire() {},
    close: async () => {},
  })
  const { graph, readLevel } = await start(200, { graph: { createPlanner } })
  expect((await graph.run(query)).data).toBeFalsy()
  expect(await readLevel()).toBe(200)
})

test('a subgraph that was asked and did not answer in time may have done it all: the estimate stays taken', async () => {
  const slow = await start(200, {
    graph: {
      deadlineMs: 20,
      wrapTransport: (name, transport) => (name === 'reviews' ? () => new Promise(() => {}) : transport),
    },
  })
  const answer = await slow.graph.run(query)
  expect(answer.errors).toMatchObject([{ extensions: { code: 'GATEWAY_TIMEOUT' } }])
  expect(readCost(answer)).toMatchObject({ estimated: 105, actual: 105, throttleStatus: { currentlyAvailable: 95 } })
  expect(await slow.readLevel()).toBe(95)
})

test('a subgraph that could not be reached did nothing: what came counts', async () => {
  const down = await start(200, {
    graph: {
      wrapTransport: (name, transport) =>
        name === 'reviews'
          ? () => Promise.reject(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))
          : transport,
    },
  })
  const viewer = { ...ada, scopes: ['score:read'] }
  const answer = await down.graph.run('{ users(first: 5) { name score } }', { viewer })
  expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBREQUEST_HTTP_ERROR' } }])
  expect(readCost(answer)).toMatchObject({ estimated: 5, actual: 2, throttleStatus: { currentlyAvailable: 198 } })
})

test('who leaves while a subgraph works, or makes everything null, does not get it for nothing', async () => {
  const graph = readTestGraph('type Query { many: [A] } type A { id: ID }')
  const settle = async (note: (request: ReturnType<typeof readTestRequest>) => void) => {
    const { budget, readLevel } = createBudget(100)
    const request = readTestRequest('{ many { id } }', graph)
    await limitCost({ budget }).apply(request)
    note(request)
    await request.context.decisions.costAccount?.settle()
    await request.context.decisions.costAccount?.settle()
    return await readLevel()
  }
  const cancelled = createFetchError('users', { outcome: 'cancelled', status: null, isConnectionFailed: false }, [])
  const open = createFetchError('users', { outcome: 'open', status: null, isConnectionFailed: true }, [])
  const one = { many: [{ id: 1 }] }
  expect(await settle(({ context: { decisions } }) => decisions.costAccount?.note(decisions, one, []))).toBe(99)
  expect(await settle(({ context: { decisions } }) => decisions.costAccount?.note(decisions, one, [cancelled]))).toBe(
    90,
  )
  expect(await settle(({ context: { decisions } }) => decisions.costAccount?.note(decisions, one, [open]))).toBe(99)
  expect(await settle(({ context: { decisions } }) => decisions.costAccount?.note(decisions, null, []))).toBe(90)
  // Never executed.
  expect(await settle(() => {})).toBe(100)
})

test('a list longer than assumed is paid for; what costs nothing runs also while the bucket owes', async () => {
  const graph = readTestGraph('type Query { many: [A] free: Int } type A { id: ID }')
  const { budget, readLevel, changes } = createBudget(15)
  const policy = limitCost({ budget })
  const request = readTestRequest('{ many { id } }', graph)
  await policy.apply(request)
  const { decisions } = request.context
  decisions.costAccount?.note(decisions, { many: Array.from({ length: 40 }, () => ({ id: 1 })) }, [])
  await decisions.costAccount?.settle()
  expect(await readLevel()).toBe(-25)
  expect(changes.at(-1)).toEqual(['overdrawn', 30])
  expect(decisions.cost).toMatchObject({ actual: 40, throttleStatus: { currentlyAvailable: 0 } })
  await expect(policy.apply(readTestRequest('{ many { id } }', graph))).rejects.toMatchObject({
    extensions: { code: 'THROTTLED', retryAfterSeconds: 4 },
  })
  const free = readTestRequest('{ free }', graph)
  expect(await policy.apply(free)).toBe(free.document)
})

test('services have no budget and a maximum of their own', async () => {
  const graph = readTestGraph(
    'type Query { many(first: Int!): [A] @listSize(slicingArguments: ["first"]) } type A { id: ID }',
  )
  const { budget, changes } = createBudget(10)
  const policy = limitCost({ budget, costMax: 10, serviceCostMax: 150 })
  const ask = async (first: number) => {
    const request = readTestRequest(`{ many(first: ${first}) { id } }`, graph, { viewer: service })
    await policy.apply(request)
    return request.context.decisions.cost
  }
  expect(await ask(150)).toEqual({ estimated: 150, actual: null, maximum: 150, strategy: 'static_estimated' })
  await expect(ask(151)).rejects.toMatchObject({
    extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { maximum: 150 } },
  })
  expect(changes).toEqual([])
})

test('measuring takes what there is and refuses nothing', async () => {
  const { graph, readLevel } = await start(110, { mode: 'measure' })
  for (const _ of [1, 2, 3]) expect((await graph.run(query)).errors).toBeUndefined()
  // Each could reserve or not; each paid what it cost.
  expect(await readLevel()).toBe(110 - 3 * 6)
})

test('all accounts of one network share a multiple of one budget; what one is refused is not taken from the others', async () => {
  const graph = readTestGraph('type Query { many: [A] } type A { id: ID }')
  const { budget, readLevel } = createBudget(10)
  const policy = limitCost({ budget, networkFactor: 2 })
  const ask = async (id: string, clientAddress = '203.0.113.7') => {
    const request = readTestRequest('{ many { id } }', graph)
    const context = createTestContext({ viewer: { ...ada, id }, clientAddress })
    await policy.apply({ ...request, context })
    return context.decisions
  }
  const network = 'cost:network:203.0.113.7'
  await ask('a')
  await expect(ask('a')).rejects.toThrow('the budget holds 0.')
  const decisions = await ask('b')
  const refused = ask('c')
  await expect(refused).rejects.toThrow('the budget holds 0, for all accounts on your network together.')
  // What the third had reserved of its own budget is back.
  expect(await readLevel('cost:viewer:c')).toBe(10)
  await ask('c', '198.51.100.1')
  decisions.cost = { ...decisions.cost, actual: 4 }
  await decisions.costAccount?.settle()
  expect([await readLevel('cost:viewer:b'), await readLevel(network, 2)]).toEqual([6, 6])
})

test('who owes more than the budget holds is refused until it is paid back, by however little', async () => {
  const graph = readTestGraph('type Query { one: A many: [A] } type A { id: ID }')
  const { budget, clock } = createBudget(10)
  const policy = limitCost({ budget })
  const ask = async (query: string) => {
    const request = readTestRequest(query, graph)
    await policy.apply(request)
    return request.context.decisions
  }
  const decisions = await ask('{ many { id } }')
  decisions.cost = { ...decisions.cost, actual: 35 }
  await decisions.costAccount?.settle()
  for (const query of ['{ one { id } }', '{ many { id } }'])
    await expect(ask(query)).rejects.toMatchObject({ extensions: { code: 'THROTTLED' } })
  clock.nowMs += 2_600
  await ask('{ one { id } }')
})
