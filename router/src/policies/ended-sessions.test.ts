import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { afterEach, expect, test, vi } from 'vitest'
import { followEndedSessions } from './ended-sessions.ts'

const secret = 's'.repeat(32)
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** The users subgraph's list, two to a page; it holds answers as that does. */
function createList() {
  const list = {
    sessions: [] as { id: string; endedAtMs: number }[],
    prefix: 'a',
    isUp: true,
    nowMs: 1_000_000,
    requests: 0,
    held: 0,
    failures: 0,
    warnings: 0,
    wake: () => {},
  }
  const transport: Transport = async (request) => {
    if (!list.isUp) throw new Error('away')
    verifySubgraphRequest(request.headers, { subgraph: 'users', body: '', secrets: [secret], nowMs: list.nowMs })
    list.requests += 1
    const query = new URL(request.path, 'http://users').searchParams
    const cursor = query.get('after')
    if (cursor !== null && !cursor.startsWith(list.prefix)) return { status: 400, headers: {}, body: '{}' }
    const after = cursor === null ? 0 : Number(cursor.slice(list.prefix.length))
    if (query.has('wait') && after >= list.sessions.length) {
      list.held += 1
      await new Promise<void>((resolve, reject) => {
        list.wake = resolve
        request.signal?.addEventListener('abort', () => reject(new Error('aborted')))
      })
      list.held -= 1
    }
    const sessions = list.sessions.slice(after, after + 2)
    const hasMore = after + sessions.length < list.sessions.length
    return {
      status: 200,
      headers: {},
      body: JSON.stringify({ sessions, cursor: `${list.prefix}${after + sessions.length}`, hasMore }),
    }
  }
  const follower = followEndedSessions({
    subgraph: 'users',
    transport,
    secret,
    forgetAfterMs: 60_000,
    logger: {
      debug() {},
      info() {},
      warn() {
        list.warnings += 1
      },
      error() {},
    },
    nowMs: () => list.nowMs,
    onFailure() {
      list.failures += 1
    },
  })
  ends.push(follower.stop)
  return Object.assign(list, { follower })
}

test('knows every ended session after one round, however many pages there are', async () => {
  const list = createList()
  list.sessions = Array.from({ length: 7 }, (_, index) => ({ id: `s${index}`, endedAtMs: list.nowMs }))
  await list.follower.poll()
  expect(list.sessions.every(({ id }) => list.follower.isEnded(id))).toBe(true)
  expect(list.follower.isEnded('another')).toBe(false)
  expect(list.requests).toBe(4)
  await list.follower.poll()
  expect(list.requests).toBe(5)
})

test('hears of an end the moment it happens, and tells whoever listens, once', async () => {
  const list = createList()
  const heard: string[] = []
  const leave = list.follower.onEnded((id) => heard.push(id))
  list.follower.onEnded(() => {
    throw new Error('a faulty listener')
  })
  list.follower.start()
  await vi.waitFor(() => expect(list.held).toBe(1))
  list.sessions = [{ id: 'a', endedAtMs: list.nowMs }]
  list.wake()
  await vi.waitFor(() => expect(list.follower.isEnded('a')).toBe(true), { interval: 1 })
  await vi.waitFor(() => expect(list.held).toBe(1))
  leave()
  list.sessions = [...list.sessions, { id: 'b', endedAtMs: list.nowMs }]
  list.wake()
  await vi.waitFor(() => expect(list.follower.isEnded('b')).toBe(true), { interval: 1 })
  expect(heard).toEqual(['a'])
  expect([list.requests, list.failures]).toEqual([4, 0])
})

test('believes no session before the list was read once: it waits for the first reading, or refuses', async () => {
  const list = createList()
  list.sessions = [{ id: 'a', endedAtMs: list.nowMs }]
  expect(list.follower.isKnown()).toBe(false)
  expect(await Promise.all([list.follower.isEnded('a'), list.follower.isEnded('b')])).toEqual([true, false])
  expect([list.follower.isKnown(), list.requests]).toEqual([true, 1])

  const away = createList()
  away.isUp = false
  const refusal = { extensions: { code: 'SERVICE_UNAVAILABLE' } }
  await expect(away.follower.isEnded('a')).rejects.toMatchObject(refusal)
  await expect(away.follower.isEnded('a')).rejects.toMatchObject(refusal)
  expect(away.failures).toBe(1)
  away.isUp = true
  await away.follower.poll()
  expect(away.follower.isEnded('a')).toBe(false)
})

test('leaves a held answer behind when it stops, which is no failure', async () => {
  const list = createList()
  list.follower.start()
  await vi.waitFor(() => expect(list.held).toBe(1))
  list.follower.stop()
  await vi.waitFor(() => expect(list.requests).toBe(2))
  await list.follower.poll()
  expect([list.failures, list.warnings]).toEqual([0, 0])
})

test('keeps what it knows while the list is away, counts each failure, and goes on where it was', async () => {
  const list = createList()
  list.sessions = [{ id: 'a', endedAtMs: list.nowMs }]
  await list.follower.poll()
  list.isUp = false
  list.sessions = [...list.sessions, { id: 'b', endedAtMs: list.nowMs }]
  await list.follower.poll()
  await list.follower.poll()
  expect([list.follower.isEnded('a'), list.follower.isEnded('b')]).toEqual([true, false])
  expect([list.failures, list.warnings]).toEqual([2, 1])
  list.isUp = true
  await list.follower.poll()
  expect(list.follower.isEnded('b')).toBe(true)
})

test('forgets a session once its tokens have expired', async () => {
  const list = createList()
  list.sessions = [{ id: 'a', endedAtMs: list.nowMs }]
  await list.follower.poll()
  list.nowMs += 59_999
  await list.follower.poll()
  expect(list.follower.isEnded('a')).toBe(true)
  list.nowMs += 1
  await list.follower.poll()
  expect(list.follower.isEnded('a')).toBe(false)
})

test('begins anew when its cursor is no longer known', async () => {
  const list = createList()
  await list.follower.poll()
  list.prefix = 'b'
  list.sessions = [{ id: 'a', endedAtMs: list.nowMs }]
  await list.follower.poll()
  expect(list.follower.isEnded('a')).toBe(true)
})
