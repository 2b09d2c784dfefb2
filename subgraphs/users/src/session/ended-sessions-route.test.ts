import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

interface Ended {
  readonly sessions: readonly { readonly id: string; readonly endedAtMs: number }[]
  readonly cursor: string
  readonly hasMore: boolean
}
const follow = async (after?: string, replica = users): Promise<Ended> => {
  const { status, body } = await replica.get(`/ended-sessions${after === undefined ? '' : `?after=${after}`}`)
  expect(status).toBe(200)
  return body as Ended
}
const end = async ({ accessToken }: AuthPayload) =>
  users.ask('mutation { logout }', {}, { viewer: readViewer(accessToken) })
const idOf = ({ accessToken }: AuthPayload) => readViewer(accessToken).sessionId

test('tells each end to a follower, and what has settled no more', async () => {
  const [first, second] = [await users.register('first@example.com'), await users.register('second@example.com')]
  await end(first)
  const start = await follow()
  expect(start).toMatchObject({ sessions: [{ id: idOf(first), endedAtMs: users.clock.nowMs }], hasMore: false })
  users.clock.nowMs += 1000
  await end(second)
  const next = await follow(start.cursor)
  expect(next.sessions.map(({ id }) => id)).toEqual([idOf(first), idOf(second)])
  users.clock.nowMs += 60_000
  const settled = await follow(next.cursor)
  expect((await follow(settled.cursor)).sessions).toEqual([])
})

test('tells a newcomer all ends that concern a living access token', async () => {
  const ended = await users.register('early@example.com')
  await end(ended)
  users.clock.nowMs += 60 * 60_000
  expect((await follow()).sessions.map(({ id }) => id)).toContain(idOf(ended))
  users.clock.nowMs += 60_000
  expect((await follow()).sessions.map(({ id }) => id)).not.toContain(idOf(ended))
})

test('goes through more ends than fit one answer without losing any', async () => {
  const { user } = await users.register('many@example.com')
  const data = Array.from({ length: 2100 }, () => ({
    userId: user.id,
    expiresAt: new Date(users.clock.nowMs + 1e9),
    endedAt: new Date(users.clock.nowMs),
  }))
  await users.database.client.session.createMany({ data })
  const seen = new Set<string>()
  let page = await follow()
  let pages = 1
  for (; page.hasMore; pages += 1) {
    for (const { id } of page.sessions) seen.add(id)
    page = await follow(page.cursor)
  }
  for (const { id } of page.sessions) seen.add(id)
  expect(pages).toBe(3)
  expect(seen.size).toBeGreaterThanOrEqual(2100)
})

test('answers only the router, and refuses a cursor that is none', async () => {
  const { status, body } = await users.get('/ended-sessions', { isSigned: false })
  expect(status).toBe(401)
  expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  for (const query of [
    'after=nonsense',
    'after=',
    'after=a&after=b',
    'wait=31',
    'wait=-1',
    'wait=1&wait=2',
    'wait=soon',
  ])
    expect(await users.get(`/ended-sessions?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    })
})

/** The way to a replica's held answer, once it knows all there is. */
async function hold(replica: TestUsers, options: { readonly seconds?: number; readonly signal?: AbortSignal } = {}) {
  let page = await follow(undefined, replica)
  while (page.hasMore) page = await follow(page.cursor, replica)
  const { seconds = 20, signal } = options
  let isAnswered = false
  const startedAt = performance.now()
  const answer = replica.get(`/ended-sessions?after=${page.cursor}&wait=${seconds}`, { signal }).then(({ body }) => {
    isAnswered = true
    return { ...(body as Ended), ms: performance.now() - startedAt }
  })
  return { answer, isAnswered: () => isAnswered }
}

test('holds its answer until a session ends, and tells it at once', async () => {
  const [known, session] = [await users.register('known@example.com'), await users.register('held@example.com')]
  await end(known)
  const held = await hold(users)
  // Sessions told before are in the list for half a minute, and no news.
  expect(held.isAnswered()).toBe(false)
  await end(session)
  const startedAt = performance.now()
  let page: Ended = await held.answer
  expect(performance.now() - startedAt).toBeLessThan(150)
  const ids = page.sessions.map(({ id }) => id)
  while (page.hasMore) {
    page = await follow(page.cursor)
    ids.push(...page.sessions.map(({ id }) => id))
  }
  expect(ids).toEqual(expect.arrayContaining([idOf(known), idOf(session)]))
  const { answer } = await hold(users, { seconds: 1 })
  expect((await answer).ms).toBeGreaterThan(900)
})

test('tells in half a second what another replica has ended, every session of a user', async () => {
  users.clock.nowMs += 60_000 // What other tests have ended has settled.
  const other = await startUsers({}, users.database)
  other.clock.nowMs = users.clock.nowMs
  const payload = await users.register('replica@example.com')
  const login = { email: 'replica@example.com', password: goodPassword }
  const second = await users.authenticate('login', login)
  const held = await hold(other)
  await users.ask('mutation { logout(input: { everywhere: true }) }', {}, { viewer: readViewer(payload.accessToken) })
  const startedAt = performance.now()
  const ids = (await held.answer).sessions.map(({ id }) => id)
  expect(performance.now() - startedAt).toBeLessThan(500)
  expect(ids).toEqual(expect.arrayContaining([idOf(payload), idOf(second)]))
  await other.close()
})

test('lets go of a held answer when its caller leaves, and when it closes', async () => {
  const other = await startUsers({}, users.database)
  other.clock.nowMs = users.clock.nowMs
  const leaving = new AbortController()
  const left = await hold(other, { signal: leaving.signal })
  leaving.abort()
  await expect(left.answer).rejects.toThrow()
  const held = await hold(other)
  const startedAt = performance.now()
  await other.close()
  expect((await held.answer).sessions).toEqual(expect.any(Array))
  expect(performance.now() - startedAt).toBeLessThan(2_000)
})
