import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

test('changes the password, ends every session and opens a new one', async () => {
  const email = 'change@example.com'
  const first = await users.register(email)
  const other = await users.authenticate('login', { email, password: goodPassword })
  const viewer = readViewer(first.accessToken)
  const newPassword = 'a-brand-new-one'
  const changed = await users.authenticate('changePassword', { currentPassword: goodPassword, newPassword }, { viewer })
  expect(changed.user).toEqual(first.user)
  for (const { refreshToken } of [first, other])
    await expect(users.authenticate('refreshToken', { refreshToken })).rejects.toThrow('INVALID_REFRESH_TOKEN')
  await users.authenticate('refreshToken', { refreshToken: changed.refreshToken })
  await expect(users.authenticate('login', { email, password: goodPassword })).rejects.toThrow('INVALID_CREDENTIALS')
  await users.authenticate('login', { email, password: newPassword })
})

test('holds a new password to the rules of registration, and refuses the one in use', async () => {
  const viewer = readViewer((await users.register('rules@example.com')).accessToken)
  const change = (newPassword: string) =>
    users.authenticate('changePassword', { currentPassword: goodPassword, newPassword }, { viewer })
  await expect(change('password1')).rejects.toThrow('most common')
  await expect(change('rules@example.com')).rejects.toThrow('must not be the e-mail address')
  await expect(change(goodPassword)).rejects.toThrow('must not be the current password')
})

test('gives the holder of a stolen token no more guesses than a sign-in has', async () => {
  const viewer = readViewer((await users.register('stolen@example.com')).accessToken)
  const guess = () =>
    users.authenticate(
      'changePassword',
      { currentPassword: 'a-guess-of-it', newPassword: 'a-brand-new-one' },
      { viewer },
    )
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(guess()).rejects.toThrow('INVALID_CREDENTIALS')
  await expect(guess()).rejects.toThrow('ACCOUNT_LOCKED')
  const where = { userId: viewer.id, action: 'PASSWORD_CHANGE_FAILED' }
  expect(await users.database.client.auditEvent.count({ where })).toBe(5)
})

test('of two changes at once one wins', async () => {
  const viewer = readViewer((await users.register('both@example.com')).accessToken)
  const change = (newPassword: string) =>
    users.authenticate('changePassword', { currentPassword: goodPassword, newPassword }, { viewer })
  const results = await Promise.allSettled([change('the-first-of-two'), change('the-second-of-two')])
  expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})
