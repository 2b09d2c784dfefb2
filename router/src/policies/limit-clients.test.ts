import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { RouterContext } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { limitClients } from './limit-clients.ts'

const limits = [
  { name: 'minute', max: 60, windowMs: 60_000 },
  { name: 'hour', max: 1_000, windowMs: 3_600_000 },
]
const anonymous = createTestContext({ clientAddress: '203.0.113.7' })

function createClient() {
  const policy = limitClients(limits, { counters: createMemoryCounters(), networkFactor: 3 })
  const headers: Record<string, string> = {}
  const setHeader = (name: string, value: string) => {
    headers[name] = value
  }
  const ask = async (context: Partial<RouterContext> = {}, operations = 1) =>
    policy.apply({ context: { ...anonymous, ...context }, count: operations, setHeader })
  return { ask, headers }
}

beforeEach(() => void vi.useFakeTimers({ now: 1_800_000_000_000 }))
afterEach(() => void vi.useRealTimers())

describe('client limits', () => {
  test('let exactly the maximum pass when many ask at once, and say when to come back', async () => {
    const { ask, headers } = createClient()
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => ask()))
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(60)
    const refusal = answers.find((answer) => answer.status === 'rejected')?.reason
    expect(refusal.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 60, http: { status: 429 } })
    expect(refusal.extensions.http.headers.get('retry-after')).toBe('60')
    await ask().catch(() => null)
    expect(headers.ratelimit).toBe('"minute";r=0;t=60')
  })

  test('tell the policy and what is left', async () => {
    const { ask, headers } = createClient()
    await ask()
    vi.advanceTimersByTime(20_000)
    await ask()
    expect(headers['ratelimit-policy']).toBe('"minute";q=60;w=60, "hour";q=1000;w=3600')
    expect(headers.ratelimit).toBe('"minute";r=58;t=40, "hour";r=998;t=3580')
  })

  test('begin anew with the window, and hold over the longer ones', async () => {
    const { ask } = createClient()
    for (let minute = 0; minute < 16; minute++) {
      for (let sent = 0; sent < 60; sent++) await ask()
      vi.advanceTimersByTime(60_000)
    }
    for (let sent = 0; sent < 40; sent++) await ask()
    await expect(ask()).rejects.toMatchObject({
      message: expect.stringContaining('per hour'),
      extensions: { retryAfterSeconds: 3600 - 16 * 60 },
    })
  })

  test('count every operation of a batch', async () => {
    const { ask } = createClient()
    await ask({}, 59)
    await expect(ask({}, 2)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } })
  })

  test('count viewers by who they are, others by their network, and services not at all', async () => {
    const { ask } = createClient()
    const viewer = (id: string) => ({ viewer: { id, role: 'USER', scopes: [], sessionId: null } }) as const
    await ask({}, 60)
    await ask(viewer('a'), 60)
    await ask(viewer('b'), 60)
    await expect(ask({ ...viewer('a'), clientAddress: '198.51.100.1' })).rejects.toThrow()
    await expect(ask({ clientAddress: '::ffff:203.0.113.7' })).rejects.toThrow()
    await ask({ clientAddress: '2001:db8::1' }, 60)
    await expect(ask({ clientAddress: '2001:db8::2' })).rejects.toThrow()
    await ask({ viewer: { id: 'service:rag', role: 'SERVICE', scopes: [], sessionId: null } }, 100_000)
  })

  test('count all accounts of one network together, up to a multiple, and not for what was refused to one of them', async () => {
    const { ask, headers } = createClient()
    const viewer = (id: string, clientAddress = '203.0.113.7') =>
      ({ viewer: { id, role: 'USER', scopes: [], sessionId: null }, clientAddress }) as const
    await ask(viewer('a'), 60)
    for (let more = 0; more < 5; more++) await expect(ask(viewer('a'), 60)).rejects.toThrow('At most 60 operations')
    await ask(viewer('b'), 60)
    await ask(viewer('c'), 60)
    await expect(ask(viewer('d'))).rejects.toMatchObject({
      message: 'At most 180 operations per minute, for all accounts on your network together. Wait, then try again.',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 60 },
    })
    expect(headers.ratelimit).toBe('"minute";r=59;t=60, "hour";r=999;t=3600')
    await ask(viewer('d', '198.51.100.1'))
    await ask({})
  })
})
