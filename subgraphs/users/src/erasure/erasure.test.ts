import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'
import { eraseDueAccounts } from './erase-due-accounts.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs
const follower: Viewer = { id: 'service:properties', role: 'SERVICE', scopes: ['users:sync'], sessionId: null }
const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken) })

async function requestErasure(by: AuthPayload, currentPassword = goodPassword) {
  const query = 'mutation ($input: RequestErasureInput!) { it: requestErasure(input: $input) { id erasureAt } }'
  const { data, errors } = await users.ask(query, { input: { currentPassword } }, as(by))
  return errors?.[0]?.extensions.code ?? (data as unknown as { it: object }).it
}
async function listErased(after: string | null = null, first = 100) {
  const query = `query ($after: String, $first: Int) {
    erasedAccounts(after: $after, first: $first) { accounts { userId erasedAt } endCursor hasMore } }`
  const { data, errors } = await users.ask(query, { after, first }, { viewer: follower })
  if (errors) throw new Error(errors[0]?.message)
  return (
    data as unknown as {
      erasedAccounts: { accounts: { userId: string }[]; endCursor: string | null; hasMore: boolean }
    }
  ).erasedAccounts
}
const erase = () => eraseDueAccounts(users.services)
const findRow = (id: string) => users.database.client.user.findUnique({ where: { id } })

test('who asks to be erased sees the date, signs in as before, and can take it back until then', async () => {
  const ada = await users.register('ada@example.com')
  expect(await requestErasure(ada, 'wrong')).toBe('INVALID_CREDENTIALS')
  const erasureAt = new Date(users.clock.nowMs + 14 * dayMs).toISOString()
  expect(await requestErasure(ada)).toEqual({ id: ada.user.id, erasureAt })
  users.clock.nowMs += 13 * dayMs
  expect(await requestErasure(ada)).toEqual({ id: ada.user.id, erasureAt })
  expect(await erase()).toBe(0)
  const again = await users.authenticate('login', { email: 'ada@example.com', password: goodPassword })
  const { data } = await users.ask('mutation { cancelErasure { erasureAt } }', {}, as(again))
  expect(data).toEqual({ cancelErasure: { erasureAt: null } })
  users.clock.nowMs += 2 * dayMs
  expect(await erase()).toBe(0)
  expect(await findRow(ada.user.id)).toMatchObject({ isActive: true })
})

test('then the account is closed, and an hour later, when no token is good any more, nothing is left of the person', async () => {
  const email = 'gone@example.com'
  // Before there was an account: noted under no id, with the hash of the address.
  await users.authenticate('login', { email, password: 'wrong' }).catch(() => {})
  const gone = await users.register(email)
  const other = await users.register('other@example.com')
  await users.authenticate('login', { email, password: 'wrong' }).catch(() => {})
  await users.ask('mutation { requestEmailVerification }', {}, as(gone))
  await users.readMails()
  await requestErasure(gone)
  users.clock.nowMs += 14 * dayMs
  // Used to the end: its access token is good for another hour.
  const last = await users.authenticate('refreshToken', { refreshToken: gone.refreshToken })
  expect(await erase()).toBe(0)
  expect(await findRow(gone.user.id)).toMatchObject({ isActive: false })
  await expect(users.authenticate('refreshToken', { refreshToken: last.refreshToken })).rejects.toThrow('INVALID')
  const { sessionId } = readViewer(last.accessToken)
  const told = await users.get('/ended-sessions')
  expect(JSON.stringify(told.body)).toContain(sessionId)
  users.clock.nowMs += hourMs
  expect(await erase()).toBe(0)
  users.clock.nowMs += 60_001
  expect(await erase()).toBe(1)

  const { client } = users.database
  const where = { where: { userId: gone.user.id } }
  expect(await findRow(gone.user.id)).toBeNull()
  expect([
    await client.session.count(where),
    await client.accountToken.count(where),
    await client.mail.count(where),
  ]).toEqual([0, 0, 0])
  const events = await client.auditEvent.findMany(where)
  expect(events.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['REGISTERED', 'SIGN_IN_FAILED', 'ACCOUNT_ERASED']),
  )
  expect(events.every(({ address }) => address === null)).toBe(true)
  // All that the tables still hold of the address is the mail that says good-bye, which goes once it is sent.
  const tables = await Promise.all([
    client.auditEvent.findMany(),
    client.signInThrottle.findMany(),
    client.erasedAccount.findMany(),
  ])
  const { accountKey } = await import('../throttle/throttle.ts')
  const left = JSON.stringify(tables, (_key, value) => (typeof value === 'bigint' ? String(value) : value))
  expect(left).not.toContain(email)
  expect(left).not.toContain(accountKey(email))
  expect(await client.mail.findMany({ where: { recipient: email } })).toMatchObject([
    { userId: null, subject: 'Your account was erased' },
  ])
  expect(await findRow(other.user.id)).toMatchObject({ isActive: true, email: 'other@example.com' })
  // Nobody: whoever registers the address is another person.
  expect((await users.register(email)).user.id).not.toBe(gone.user.id)
})

test('services follow who was erased, page by page, and nobody else may', async () => {
  const start = (await listErased()).endCursor
  const ids: string[] = []
  for (const name of ['one', 'two', 'three']) {
    const payload = await users.register(`${name}@example.com`)
    await requestErasure(payload)
    ids.push(payload.user.id)
  }
  users.clock.nowMs += 14 * dayMs
  await erase()
  users.clock.nowMs += 2 * hourMs
  // Two replicas at the same time share the work.
  const counts = await Promise.all([erase(), erase()])
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(3)
  const first = await listErased(start, 2)
  expect(first).toMatchObject({ hasMore: true, accounts: [{}, {}] })
  const second = await listErased(first.endCursor, 2)
  expect(second.hasMore).toBe(false)
  expect([...first.accounts, ...second.accounts].map(({ userId }) => userId).toSorted()).toEqual(ids.toSorted())
  expect(await listErased(second.endCursor)).toEqual({ accounts: [], endCursor: second.endCursor, hasMore: false })

  const eve = await users.register('eve@example.com')
  expect((await users.ask('{ erasedAccounts { hasMore } }', {}, as(eve))).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  )
  await expect(listErased('nonsense', 501)).rejects.toThrow(/first: .*after: /)
})

test('a person gets everything that is kept of them, without a single secret, and nobody else does', async () => {
  const ada = await users.register('export@example.com')
  const bob = await users.register('bob@example.com')
  await users.authenticate('login', { email: 'export@example.com', password: 'wrong' }).catch(() => {})
  await users.ask('mutation { requestEmailVerification }', {}, as(ada))
  const [mail] = (await users.readMails()).filter(({ recipient }) => recipient === 'export@example.com')
  const { data, errors } = await users.ask('{ me { accountData } }', {}, as(ada))
  expect(errors).toBeUndefined()
  const exported = (data as unknown as { me: { accountData: Record<string, unknown> } }).me.accountData
  expect(exported).toMatchObject({
    page: 1,
    hasMore: false,
    account: { id: ada.user.id, email: 'export@example.com', role: 'USER' },
    sessions: [{ address: '203.0.113.7' }],
    securityEvents: [{ action: 'REGISTERED' }, { action: 'SIGN_IN_FAILED' }],
    mails: [{ recipient: 'export@example.com', subject: 'Confirm your e-mail address' }],
    mailedTokens: [{ purpose: 'VERIFY_EMAIL' }],
  })
  expect(exported.signInCounts).not.toEqual([])
  const text = JSON.stringify(exported)
  const row = await findRow(ada.user.id)
  for (const secret of [row?.passwordHash, mail?.token, ada.refreshToken]) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/hash/i)

  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { accountData } } }'
  const of = [{ __typename: 'User', id: ada.user.id }]
  for (const scopes of [[], ['users:read']]) {
    const answer = await users.ask(query, { of }, { viewer: { ...readViewer(bob.accessToken), scopes } })
    expect(answer.data).toEqual({ _entities: [{ accountData: null }] })
  }
  const events = await users.database.client.auditEvent.findMany({ where: { userId: ada.user.id } })
  expect(events.map(({ action }) => action)).toContain('DATA_EXPORTED')
})

test('an export of more than a page goes on with the next, without a gap', async () => {
  const ada = await users.register('many@example.com')
  await users.database.client.auditEvent.createMany({
    data: Array.from({ length: 1_200 }, () => ({ action: 'SIGNED_IN', userId: ada.user.id })),
  })
  const read = async (page: number) => {
    const { data } = await users.ask('query ($page: Int) { me { accountData(page: $page) } }', { page }, as(ada))
    return (data as unknown as { me: { accountData: { hasMore: boolean; securityEvents: { id: string }[] } } }).me
      .accountData
  }
  const [first, second] = [await read(1), await read(2)]
  expect([first.hasMore, second.hasMore]).toEqual([true, false])
  const ids = [...first.securityEvents, ...second.securityEvents].map(({ id }) => id)
  // The export of the first page is an event too.
  expect(new Set(ids).size).toBe(1_202)
  const { errors } = await users.ask('{ me { accountData(page: 0) } }', {}, as(ada))
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})
