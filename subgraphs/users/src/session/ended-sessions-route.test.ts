import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

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
const follow = async (after?: string) => {
  const { status, body } = await users.get(`/ended-sessions${after === undefined ? '' : `?after=${after}`}`)
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
  for (const query of ['after=nonsense', 'after=', 'after=a&after=b'])
    expect(await users.get(`/ended-sessions?${query}`)).toMatchObject({
      status: 400,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    })
})
