import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
let admin: AuthPayload
let person: AuthPayload
beforeAll(async () => {
  users = await startUsers()
  admin = await registerAdmin('admin@example.com')
  person = await users.register('person@example.com')
})
afterAll(() => users.close())

/** A fresh administrator, for tests must not depend on each other. */
async function registerAdmin(email: string): Promise<AuthPayload> {
  const registered = await users.register(email)
  await users.database.client.user.update({ where: { id: registered.user.id }, data: { role: 'ADMIN' } })
  return users.authenticate('refreshToken', { refreshToken: registered.refreshToken })
}

const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken) })
const setRole = (userId: string, role: string, by = admin) =>
  users.ask(
    'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { id role } }',
    { input: { userId, role } },
    as(by),
  )
const setActive = (userId: string, isActive: boolean, by = admin) =>
  users.ask(
    'mutation ($input: SetUserActiveInput!) { setUserActive(input: $input) { id isActive } }',
    { input: { userId, isActive } },
    as(by),
  )

test('me is the viewer, and nobody without one or for a service', async () => {
  const query = '{ me { id email } }'
  expect(await users.ask(query, {}, as(person))).toEqual({
    data: { me: { id: person.user.id, email: 'person@example.com' } },
  })
  expect(await users.ask(query)).toEqual({ data: { me: null } })
  const service = { id: 'service:rag', role: 'SERVICE', scopes: [], sessionId: null } as const
  expect(await users.ask(query, {}, { viewer: service })).toEqual({ data: { me: null } })
})

test('shows an e-mail address to the person and to users:read, and null to everyone else', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id email } } }`
  const of = [admin, person].map(({ user }) => ({ __typename: 'User', id: user.id }))
  const readEmails = async (asked: object) => {
    const { data } = await users.ask(query, { of }, asked)
    return (data as unknown as { _entities: { email: string | null }[] })._entities.map(({ email }) => email)
  }
  expect(await readEmails({})).toEqual([null, null])
  expect(await readEmails(as(person))).toEqual([null, 'person@example.com'])
  expect(await readEmails(as(admin))).toEqual(['admin@example.com', 'person@example.com'])
})

test('resolves references in order, and null where there is nobody', async () => {
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { id role } } }`
  const ids = [person.user.id, '00000000-0000-4000-8000-000000000000', 'nonsense', admin.user.id, person.user.id]
  const { data, errors } = await users.ask(query, { of: ids.map((id) => ({ __typename: 'User', id })) })
  expect(errors).toBeUndefined()
  const known = { id: person.user.id, role: 'USER' }
  expect(data).toEqual({ _entities: [known, null, null, { id: admin.user.id, role: 'ADMIN' }, known] })
})

test.each([
  '{ user(id: "00000000-0000-4000-8000-000000000000") { id } }',
  '{ users { totalCount } }',
  'mutation { setUserRole(input: { userId: "x", role: ADMIN }) { id } }',
  'mutation { setUserActive(input: { userId: "x", isActive: false }) { id } }',
])('refuses %s without the scope, even when the router has let it pass', async (query) => {
  expect((await users.ask(query, {}, as(person))).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await users.ask(query)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

test('user is null for an id that nobody has', async () => {
  expect(await users.ask('{ user(id: "nonsense") { id } }', {}, as(admin))).toEqual({ data: { user: null } })
})

test('a change of role holds at once, ends all sessions and is in the audit trail', async () => {
  const { user, refreshToken } = await users.register('agent@example.com')
  await users.authenticate('login', { email: 'agent@example.com', password: 'plover-kettle-97' })
  expect(await setRole(user.id, 'AGENT')).toEqual({ data: { setUserRole: { id: user.id, role: 'AGENT' } } })
  const sessions = await users.database.client.session.findMany({ where: { userId: user.id } })
  expect(sessions.map(({ endReason }) => endReason)).toEqual(['ROLE_CHANGED', 'ROLE_CHANGED'])
  await expect(users.authenticate('refreshToken', { refreshToken })).rejects.toThrow('INVALID_REFRESH_TOKEN')
  const renewed = await users.authenticate('login', { email: 'agent@example.com', password: 'plover-kettle-97' })
  expect(readViewer(renewed.accessToken)).toMatchObject({ role: 'AGENT', scopes: ['properties:import'] })
  const rows = await users.database.client.auditEvent.findMany({ where: { userId: user.id, action: 'ROLE_CHANGED' } })
  expect(rows).toMatchObject([{ actorId: admin.user.id, detail: { from: 'USER', to: 'AGENT', sessions: 2 } }])
})

test('an administrator who is one no longer makes no other one with the token of before', async () => {
  const demoted = await registerAdmin('demoted@example.com')
  const friend = await users.register('friend@example.com')
  await setRole(demoted.user.id, 'USER')
  expect((await setRole(friend.user.id, 'ADMIN', demoted)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect((await setActive(friend.user.id, false, demoted)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

test('what comes after a sign-out in one request is done for nobody', async () => {
  const { accessToken } = await users.register('leaving@example.com')
  const query = 'mutation { logout updateProfile(input: { fullName: "After" }) { fullName } }'
  const answer = await users.ask(query, {}, { viewer: readViewer(accessToken) })
  expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAUTHENTICATED'])
  expect(await users.database.client.user.count({ where: { fullName: 'After' } })).toBe(0)
  // A second sign-out is no error: there is nothing left to end.
  expect(await users.ask('mutation { logout }', {}, { viewer: readViewer(accessToken) })).toEqual({
    data: { logout: false },
  })
})

test('an administrator can neither demote nor close their own account', async () => {
  expect((await setRole(admin.user.id, 'USER')).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await setActive(admin.user.id.toUpperCase(), false)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('an unknown user is NOT_FOUND', async () => {
  for (const id of ['nonsense', '00000000-0000-4000-8000-000000000000']) {
    expect((await setRole(id, 'USER')).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
    expect((await setActive(id, false)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  }
})

test('closing an account ends all its sessions at once and opening it brings none back', async () => {
  const { user, refreshToken } = await users.register('shut@example.com')
  await users.authenticate('login', { email: 'shut@example.com', password: 'plover-kettle-97' })
  await setActive(user.id, false)
  const sessions = await users.database.client.session.findMany({ where: { userId: user.id } })
  expect(sessions.map(({ endReason }) => endReason)).toEqual(['ACCOUNT_CLOSED', 'ACCOUNT_CLOSED'])
  await setActive(user.id, true)
  await expect(users.authenticate('refreshToken', { refreshToken })).rejects.toThrow('INVALID_REFRESH_TOKEN')
  const actions = await users.database.client.auditEvent.findMany({
    where: { userId: user.id, actorId: admin.user.id },
  })
  expect(actions.map(({ action }) => action)).toEqual(['ACCOUNT_CLOSED', 'ACCOUNT_OPENED'])
})

test('a profile keeps what is left out, and null removes the name', async () => {
  const { user, accessToken } = await users.register('name@example.com')
  const update = async (input: object) => {
    const query = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { id fullName } }'
    return users.ask(query, { input }, { viewer: readViewer(accessToken) })
  }
  expect(await update({ fullName: '  Ngô Thị Ánh ' })).toEqual({
    data: { updateProfile: { id: user.id, fullName: 'Ngô Thị Ánh' } },
  })
  expect(await update({})).toEqual({ data: { updateProfile: { id: user.id, fullName: 'Ngô Thị Ánh' } } })
  expect(await update({ fullName: null })).toEqual({ data: { updateProfile: { id: user.id, fullName: null } } })
  const { errors } = await update({ fullName: 'two\nlines\0' })
  expect(errors?.[0]?.extensions.problems).toMatchObject([{ path: 'input.fullName' }])
})
