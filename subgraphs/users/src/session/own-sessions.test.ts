import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

interface ShownSession {
  readonly id: string
  readonly device: string | null
  readonly address: string | null
  readonly createdAt: string
  readonly lastUsedAt: string
  readonly expiresAt: string
  readonly isCurrent: boolean
}

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const dayMs = 24 * 60 * 60 * 1000
const phone = { device: 'Phone/1.0', clientAddress: '198.51.100.5' }
const desk = { device: 'Firefox/140', clientAddress: '203.0.113.9' }
const register = (email: string, asked: object = desk) =>
  users.authenticate('register', { email, password: goodPassword }, asked)
const logIn = (email: string, asked: object) => users.authenticate('login', { email, password: goodPassword }, asked)
const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken) })
const list = async (by: AuthPayload) => {
  const query = '{ me { sessions { id device address createdAt lastUsedAt expiresAt isCurrent } } }'
  const { data } = await users.ask(query, {}, as(by))
  return (data as unknown as { me: { sessions: readonly ShownSession[] } }).me.sessions
}
const end = (id: string | null, by: AuthPayload) =>
  users.ask('mutation ($id: ID!) { endSession(id: $id) }', { id }, as(by))
const sessionOf = (pair: AuthPayload) => String(readViewer(pair.accessToken).sessionId)

test('shows a person where they are signed in: by what, from where, since when and until when', async () => {
  const startMs = users.clock.nowMs
  const first = await register('where@example.com')
  users.clock.nowMs += dayMs
  const second = await logIn('where@example.com', phone)
  const at = (ms: number) => new Date(ms).toISOString()
  expect(await list(second)).toEqual([
    {
      id: sessionOf(second),
      device: 'Phone/1.0',
      address: '198.51.100.5',
      createdAt: at(startMs + dayMs),
      lastUsedAt: at(startMs + dayMs),
      expiresAt: at(startMs + 31 * dayMs),
      isCurrent: true,
    },
    {
      id: sessionOf(first),
      device: 'Firefox/140',
      address: '203.0.113.9',
      createdAt: at(startMs),
      lastUsedAt: at(startMs),
      expiresAt: at(startMs + 30 * dayMs),
      isCurrent: false,
    },
  ])
})

test('a refresh moves its session to the top, with the address of now, and the device that signed in', async () => {
  const first = await register('moves@example.com')
  const second = await logIn('moves@example.com', phone)
  users.clock.nowMs += dayMs
  const asked = { device: 'Something/2', clientAddress: '192.0.2.44' }
  await users.authenticate('refreshToken', { refreshToken: first.refreshToken }, asked)
  const [top, below] = await list(second)
  expect(top).toMatchObject({ id: sessionOf(first), device: 'Firefox/140', address: '192.0.2.44' })
  expect(top?.lastUsedAt).toBe(new Date(users.clock.nowMs).toISOString())
  expect(below).toMatchObject({ id: sessionOf(second), isCurrent: true })
})

test('who does not say its device is shown without one', async () => {
  const plain = await register('plain@example.com', { clientAddress: '' })
  expect(await list(plain)).toMatchObject([{ device: null, address: null }])
})

test('shows no session that has ended or lapsed', async () => {
  const lapsed = await register('lapsed@example.com')
  users.clock.nowMs += 20 * dayMs
  const left = await logIn('lapsed@example.com', phone)
  await users.ask('mutation { logout }', {}, as(left))
  users.clock.nowMs += 10 * dayMs
  const here = await logIn('lapsed@example.com', desk)
  expect((await list(here)).map(({ id }) => id)).toEqual([sessionOf(here)])
  expect(sessionOf(lapsed)).not.toBe(sessionOf(here))
})

test('nobody else sees them: no other person, no administrator, no visitor, no service', async () => {
  const own = await register('private@example.com')
  const other = await register('other@example.com')
  const admin = { ...readViewer(other.accessToken), role: 'ADMIN', scopes: ['users:read', 'users:write'] } as const
  const service = { id: 'service:x', role: 'SERVICE', scopes: ['users:read'], sessionId: null } as const
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { sessions { id } } } }`
  const of = [{ __typename: 'User', id: own.user.id }]
  for (const viewer of [null, admin, service, readViewer(other.accessToken)])
    expect(await users.ask(query, { of }, { viewer })).toEqual({ data: { _entities: [{ sessions: null }] } })
  const { data } = await users.ask(query, { of }, as(own))
  expect(data).toEqual({ _entities: [{ sessions: [{ id: sessionOf(own) }] }] })
})

test('one’s sessions are read once, however often one is met in an answer', async () => {
  const own = await register('often@example.com')
  let reads = 0
  const { findMany } = users.database.client.session
  users.database.client.session.findMany = ((...given: Parameters<typeof findMany>) => {
    reads += 1
    return findMany(...given)
  }) as typeof findMany
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { sessions { id } } } }`
  const of = Array.from({ length: 20 }, () => ({ __typename: 'User', id: own.user.id }))
  const { errors } = await users.ask(query, { of }, as(own))
  users.database.client.session.findMany = findMany
  expect({ errors, reads }).toEqual({ errors: undefined, reads: 1 })
})

test('a session that a person ends on another device gives nothing any more, and routers are told at once', async () => {
  const here = await register('lost@example.com')
  const lost = await logIn('lost@example.com', phone)
  expect(await end(sessionOf(lost).toUpperCase(), here)).toEqual({ data: { endSession: true } })
  await expect(users.authenticate('refreshToken', { refreshToken: lost.refreshToken })).rejects.toThrow(
    'INVALID_REFRESH_TOKEN',
  )
  await users.authenticate('refreshToken', { refreshToken: here.refreshToken })
  const { body } = await users.get('/ended-sessions')
  expect((body as { sessions: { id: string }[] }).sessions.map(({ id }) => id)).toContain(sessionOf(lost))
  expect(await end(sessionOf(lost), here)).toEqual({ data: { endSession: false } })
  const where = { userId: here.user.id, action: 'SESSION_ENDED' }
  expect(await users.database.client.auditEvent.findMany({ where })).toMatchObject([
    { actorId: here.user.id, address: '203.0.113.7', detail: { sessionId: sessionOf(lost) } },
  ])
})

test('one’s own present session can be ended like any other', async () => {
  const here = await register('here@example.com')
  expect(await end(sessionOf(here), here)).toEqual({ data: { endSession: true } })
  expect(await list(here)).toEqual([])
})

test('nobody ends the session of somebody else, nor learns whether there is one', async () => {
  const own = await register('mine@example.com')
  const thief = await register('thief@example.com')
  const answers = await Promise.all(
    [sessionOf(own), '00000000-0000-4000-8000-000000000000', 'nonsense', ''].map((id) => end(id, thief)),
  )
  for (const { errors } of answers) expect(errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }])
  for (const { errors } of answers) expect(errors?.[0]?.message).toBe(answers[0]?.errors?.[0]?.message)
  await users.authenticate('refreshToken', { refreshToken: own.refreshToken })
  const { errors } = await users.ask('mutation ($id: ID!) { endSession(id: $id) }', { id: sessionOf(own) })
  expect(errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
})

test('of many that end one session at once, one has ended it', async () => {
  const here = await register('many@example.com')
  const lost = await logIn('many@example.com', phone)
  const answers = await Promise.all(Array.from({ length: 8 }, () => end(sessionOf(lost), here)))
  expect(answers.filter(({ data }) => (data as unknown as { endSession: boolean }).endSession)).toHaveLength(1)
  expect(
    await users.database.client.auditEvent.count({ where: { userId: here.user.id, action: 'SESSION_ENDED' } }),
  ).toBe(1)
})
