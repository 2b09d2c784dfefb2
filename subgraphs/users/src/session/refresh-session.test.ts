import { afterAll, beforeAll, expect, test } from 'vitest'
import { goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const dayMs = 24 * 60 * 60 * 1000
const refresh = (refreshToken: string) => users.authenticate('refreshToken', { refreshToken })

test('gives a new pair for the same session, with the role the person has by now', async () => {
  const first = await users.register('rotate@example.com')
  await users.database.client.user.update({ where: { id: first.user.id }, data: { role: 'AGENT' } })
  const second = await refresh(first.refreshToken)
  expect(second.refreshToken).not.toBe(first.refreshToken)
  expect(readViewer(second.accessToken)).toEqual({
    ...readViewer(first.accessToken),
    role: 'AGENT',
    scopes: ['properties:import'],
  })
})

test('stores no refresh token as it is', async () => {
  const { refreshToken } = await users.register('stored@example.com')
  expect(refreshToken).toMatch(/^[A-Za-z0-9_-]{43}$/)
  const rows = await users.database.client.refreshToken.findMany()
  expect(JSON.stringify(rows)).not.toContain(refreshToken)
})

test('ends the session when a token is used a second time, for the thief and the victim', async () => {
  const first = await users.register('reuse@example.com')
  const other = await users.authenticate('login', { email: 'reuse@example.com', password: goodPassword })
  const second = await refresh(first.refreshToken)
  await expect(refresh(first.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN')
  await expect(refresh(second.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN')
  await refresh(other.refreshToken)
  const session = await users.database.client.session.findUniqueOrThrow({
    where: { id: String(readViewer(first.accessToken).sessionId) },
  })
  expect(session).toMatchObject({ endReason: 'REFRESH_TOKEN_REUSED', endedAt: new Date(users.clock.nowMs) })
  const where = { action: 'REFRESH_TOKEN_REUSED', userId: first.user.id }
  expect(await users.database.client.auditEvent.count({ where })).toBe(1)
})

test('of several uses at once lets one win and ends the session', async () => {
  const { refreshToken } = await users.register('race@example.com')
  const results = await Promise.allSettled(Array.from({ length: 5 }, () => refresh(refreshToken)))
  const winners = results.filter((result) => result.status === 'fulfilled')
  expect(winners).toHaveLength(1)
  await expect(refresh(String(winners[0]?.value.refreshToken))).rejects.toThrow('INVALID_REFRESH_TOKEN')
})

test('lets a session lapse 30 days after its last use, and not before', async () => {
  let pair = await users.register('lapse@example.com')
  for (let use = 0; use < 3; use += 1) {
    users.clock.nowMs += 29 * dayMs
    pair = await refresh(pair.refreshToken)
  }
  users.clock.nowMs += 30 * dayMs
  await expect(refresh(pair.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN')
})

test('answers alike for a closed account, an unknown token and nonsense', async () => {
  const { user, refreshToken } = await users.register('closed@example.com')
  await users.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
  const messages = await Promise.all(
    [refreshToken, 'A'.repeat(43), '', 'x'.repeat(100_000)].map((token) =>
      refresh(token).catch((error: Error) => error.message),
    ),
  )
  expect(new Set(messages)).toEqual(
    new Set(['INVALID_REFRESH_TOKEN: The refresh token is not valid any more. Sign in again.']),
  )
})

test('logout ends this session only, or every one', async () => {
  const first = await users.register('leave@example.com')
  const logIn = () => users.authenticate('login', { email: 'leave@example.com', password: goodPassword })
  const [second, third] = [await logIn(), await logIn()]
  const viewer = readViewer(first.accessToken)
  expect(await users.ask('mutation { logout }', {}, { viewer })).toEqual({ data: { logout: true } })
  expect(await users.ask('mutation { logout }', {}, { viewer })).toEqual({ data: { logout: false } })
  await expect(refresh(first.refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN')
  const renewed = await refresh(second.refreshToken)
  const everywhere = await users.ask('mutation { logout(input: { everywhere: true }) }', {}, { viewer })
  expect(everywhere).toEqual({ data: { logout: true } })
  for (const { refreshToken } of [renewed, third])
    await expect(refresh(refreshToken)).rejects.toThrow('INVALID_REFRESH_TOKEN')
})

test('logout without a viewer is UNAUTHENTICATED', async () => {
  const { errors } = await users.ask('mutation { logout }')
  expect(errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})
