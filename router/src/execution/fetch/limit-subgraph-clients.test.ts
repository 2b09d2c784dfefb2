import { expect, test } from 'vitest'
import type { RouterContext } from '../../context.ts'
import { createTestContext } from '../../create-test-context.ts'
import { createMemoryCounters } from '../../store/create-memory-counters.ts'
import { createTestRequest, createTestSubgraph } from './create-test-request.ts'
import { limitSubgraphClients } from './limit-subgraph-clients.ts'

const ada = { id: '1', role: 'USER', scopes: [], sessionId: 's1' } as const

function create(max = 2) {
  const refusals: string[] = []
  const inner = createTestSubgraph(() => ({ data: { a: 1 } }))
  const subgraph = limitSubgraphClients(inner, {
    limits: [{ name: 'minute', max, windowMs: 60_000 }],
    counters: createMemoryCounters(),
    onRefusal: (code) => refusals.push(code),
  })
  const send = (context: RouterContext) => subgraph.send(createTestRequest({ context, path: ['a'] }))
  return { send, asked: inner.asked, refusals }
}

test('the operation above the limit is refused with RATE_LIMITED at its place, and another client is not', async () => {
  const { send, asked, refusals } = create()
  for (const _ of [1, 2]) await send(createTestContext({ viewer: ada }))
  const error = await send(createTestContext({ viewer: ada })).catch((caught) => caught)
  expect(error.toJSON()).toMatchObject({ path: ['a'], extensions: { code: 'RATE_LIMITED', service: 'users' } })
  expect(error.extensions.retryAfterSeconds).toBeGreaterThan(50)
  expect(asked).toHaveLength(2)
  expect(refusals).toEqual(['RATE_LIMITED'])
  await send(createTestContext({ viewer: { ...ada, id: '2' } }))
})

test('an operation counts once, however often it asks, and is refused as a whole', async () => {
  const { send, asked, refusals } = create(1)
  const context = createTestContext()
  await Promise.all([1, 2, 3].map(() => send(context)))
  expect(asked).toHaveLength(3)
  const next = createTestContext()
  const results = await Promise.allSettled([1, 2, 3].map(() => send(next)))
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(refusals).toHaveLength(1)
})

test('addresses of one network count together; services do not count', async () => {
  const { send } = create(1)
  await send(createTestContext({ clientAddress: '2001:db8::1' }))
  await expect(send(createTestContext({ clientAddress: '2001:db8::2' }))).rejects.toThrow('At most 1 operations')
  const service = { id: 'rag', role: 'SERVICE', scopes: [], sessionId: null } as const
  for (const _ of [1, 2, 3]) await send(createTestContext({ viewer: service }))
})
