import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const shared = { clientAddress: '192.0.2.50' }
const logIn = (email: string, password = goodPassword) => users.authenticate('login', { email, password }, shared)

test('an owner whom a stranger in the same network locks out stays signed in, and gets in anew by mail at once', async () => {
  const email = 'owner@example.com'
  const owner = await users.authenticate('register', { email, password: goodPassword }, shared)
  for (let attempt = 0; attempt < 5; attempt += 1) await logIn(email, 'a-wild-guess').catch(() => {})
  await expect(logIn(email)).rejects.toThrow('ACCOUNT_LOCKED')

  const renewed = await users.authenticate('refreshToken', { refreshToken: owner.refreshToken }, shared)
  const asked = { ...shared, viewer: readViewer(renewed.accessToken) }
  const { data } = await users.ask(
    '{ me { email } securityEvents(first: 7) { edges { node { action address } } } }',
    {},
    asked,
  )
  expect(data).toMatchObject({ me: { email } })
  expect(JSON.stringify(data)).toContain('{"action":"ACCOUNT_LOCKED","address":"192.0.2.50"}')

  await users.ask('mutation { requestPasswordReset(input: { email: "owner@example.com" }) }', {}, shared)
  const input = { token: (await users.readMails())[0]?.token, newPassword: 'heron-saddle-51' }
  const reset = await users.ask(
    'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) }',
    { input },
    shared,
  )
  expect(reset).toEqual({ data: { resetPassword: true } })
  expect((await logIn(email, 'heron-saddle-51')).user.id).toBe(owner.user.id)
})
