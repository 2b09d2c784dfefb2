import { decodeJwt } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPasswordHasher } from '../password/create-password-hasher.ts'
import { goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'
import { openSession } from './open-session.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const logIn = (email: string, password = goodPassword) =>
  users.ask('mutation ($input: LoginInput!) { login(input: $input) { accessToken user { email } } }', {
    input: { email, password },
  })

test('signs in by address and password, without regard to the case of the address', async () => {
  const { user } = await users.register('ada@example.com')
  const signedIn = await users.authenticate('login', { email: 'ADA@example.com', password: goodPassword })
  expect(signedIn.user).toEqual(user)
  expect(readViewer(signedIn.accessToken)).toMatchObject({ id: user.id, role: 'USER', scopes: [] })
})

test('answers the same for an unknown address, a wrong password, a closed account and one without password', async () => {
  await users.register('known@example.com')
  const { user } = await users.register('gone@example.com')
  await users.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
  const noPassword = { email: 'owner@example.com', fullName: null, role: 'AGENT' } as const
  await users.services.store.accounts.create({ ...noPassword, passwordHash: null, now: new Date(users.clock.nowMs) })
  const answers = await Promise.all([
    logIn('nobody@example.com'),
    logIn('no address at all \0'),
    logIn('known@example.com', 'a-different-one'),
    logIn('gone@example.com'),
    logIn('owner@example.com', '!'),
  ])
  for (const answer of answers) expect(answer).toEqual(answers[0])
  expect(answers[0]?.errors?.[0]?.extensions).toEqual({ code: 'INVALID_CREDENTIALS' })
})

test('locks an unknown address just like a known one, and the right password does not help while it lasts', async () => {
  await users.register('locked@example.com')
  for (const email of ['locked@example.com', 'unheard-of@example.com']) {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const { errors } = await logIn(email, 'a-different-one')
      expect(errors?.[0]?.extensions.code).toBe('INVALID_CREDENTIALS')
    }
    const { errors } = await logIn(email)
    expect(errors?.[0]?.extensions).toEqual({ code: 'ACCOUNT_LOCKED', retryAfterSeconds: 60 })
  }
  users.clock.nowMs += 60_000
  expect((await logIn('locked@example.com')).errors).toBeUndefined()
})

test('renews a hash of another cost at sign-in, also when two sign in at once', async () => {
  const { user } = await users.register('old@example.com')
  const passwordHash = await createPasswordHasher({ cost: 5 }).hash(goodPassword)
  await users.database.client.user.update({ where: { id: user.id }, data: { passwordHash } })
  const answers = await Promise.all([logIn('old@example.com'), logIn('old@example.com')])
  expect(answers.flatMap(({ errors }) => errors ?? [])).toEqual([])
  const row = await users.database.client.user.findUniqueOrThrow({ where: { id: user.id } })
  expect(row.passwordHash).toMatch(/^\$2b\$04\$/)
  expect((await logIn('old@example.com')).errors).toBeUndefined()
})

test('refuses texts of a size that only wastes time', async () => {
  const { errors } = await logIn(`${'a'.repeat(2000)}@example.com`, 'p'.repeat(2000))
  expect(errors?.[0]?.extensions.problems).toMatchObject([{ path: 'input.email' }, { path: 'input.password' }])
})

test('notes sign-ins, failures and refusals in the audit trail, without the address or password typed', async () => {
  const { user } = await users.register('trail@example.com')
  for (let attempt = 0; attempt < 6; attempt += 1) await logIn('trail@example.com', 'a-different-one')
  users.clock.nowMs += 60_000
  await logIn('trail@example.com')
  const rows = await users.database.client.auditEvent.findMany({ orderBy: [{ at: 'asc' }, { id: 'asc' }] })
  const own = rows.filter(({ userId }) => userId === user.id)
  expect(own.map(({ action }) => action)).toEqual([
    'REGISTERED',
    ...Array<string>(5).fill('SIGN_IN_FAILED'),
    'ACCOUNT_LOCKED',
    'SIGN_IN_REFUSED',
    'SIGNED_IN',
  ])
  expect(own[1]).toMatchObject({ address: '203.0.113.7', actorId: null })
  expect(JSON.stringify(rows)).not.toMatch(/trail@|a-different-one/)
})

test('each access token has an id of its own', async () => {
  const pairs = [await users.register('tokens@example.com')]
  for (let more = 0; more < 3; more += 1) {
    const input = { refreshToken: String(pairs.at(-1)?.refreshToken) }
    pairs.push(await users.authenticate('refreshToken', input))
  }
  expect(new Set(pairs.map(({ accessToken }) => decodeJwt(accessToken).jti)).size).toBe(4)
})

test('a password that was right when it was read opens nothing once the account is closed or has another', async () => {
  const requester = { viewer: null, clientAddress: '203.0.113.7', device: '' }
  const open = async (email: string, meanwhile: object) => {
    await users.register(email)
    const credentials = await users.services.store.accounts.findCredentials(email)
    // What another request does while this one's password is checked.
    await users.database.client.user.update({ where: { email }, data: meanwhile })
    return openSession(users.services, { credentials, password: goodPassword }, requester)
  }
  expect(await open('shut-meanwhile@example.com', { isActive: false })).toBeNull()
  const passwordHash = await createPasswordHasher({ cost: 4 }).hash('heron-saddle-51')
  expect(await open('new-meanwhile@example.com', { passwordHash })).toBeNull()
})
