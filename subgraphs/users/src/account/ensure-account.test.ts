import { afterAll, beforeAll, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'
import { ensureAccount } from './ensure-account.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const ensure = (wanted: Parameters<typeof ensureAccount>[0]) =>
  ensureAccount(wanted, { ...users.services, actorId: 'command' })

test('makes an administrator who can sign in', async () => {
  const wanted = { email: 'root@example.com', password: 'quince-lantern-4', fullName: 'Root', role: 'ADMIN' } as const
  const { account, isNew } = await ensure(wanted)
  expect({ role: account.role, isNew }).toEqual({ role: 'ADMIN', isNew: true })
  const { user } = await users.authenticate('login', { email: wanted.email, password: wanted.password })
  expect(user).toEqual({ id: account.id, email: wanted.email, role: 'ADMIN' })
})

test('gives an account that is there the role, and leaves its password and name', async () => {
  const { user } = await users.register('promote@example.com', 'quince-lantern-5')
  const wanted = {
    email: 'PROMOTE@example.com',
    password: 'another-one-entirely',
    fullName: 'X',
    role: 'ADMIN',
  } as const
  for (let run = 0; run < 2; run += 1) {
    const { account, isNew } = await ensure(wanted)
    expect({ id: account.id, fullName: account.fullName, isNew }).toEqual({ id: user.id, fullName: null, isNew: false })
  }
  await users.authenticate('login', { email: 'promote@example.com', password: 'quince-lantern-5' })
  const rows = await users.database.client.auditEvent.findMany({
    where: { userId: user.id, action: 'ACCOUNT_ENSURED' },
    orderBy: { id: 'asc' },
  })
  expect(rows[0]).toMatchObject({ actorId: 'command', detail: { isNew: false, from: 'USER', to: 'ADMIN' } })
})

test('makes an account without password that nobody can sign in to', async () => {
  await ensure({ email: 'owner@example.com', password: null, fullName: 'Owner', role: 'AGENT' })
  for (const password of ['', '!', 'null'])
    await expect(users.authenticate('login', { email: 'owner@example.com', password })).rejects.toThrow(
      'INVALID_CREDENTIALS',
    )
})

test('holds address, name and password to the rules of registration', async () => {
  const wanted = { email: 'nonsense', password: 'password123', fullName: 'x'.repeat(300), role: 'ADMIN' } as const
  await expect(ensure(wanted)).rejects.toMatchObject({
    extensions: { problems: [{ path: 'input.email' }, { path: 'input.fullName' }, { path: 'input.password' }] },
  })
})
