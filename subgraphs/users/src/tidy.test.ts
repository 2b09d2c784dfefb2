import { afterAll, beforeAll, expect, test } from 'vitest'
import { rotateSigningKey } from './signing-key/rotate-signing-key.ts'
import { startUsers, type TestUsers } from './testing/start-users.ts'
import { tidy } from './tidy.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

test('removes what has had its time, and neither living sessions nor the audit trail', async () => {
  const { client } = users.database
  await users.register('lapsed@example.com')
  await users.services.throttle.begin({ email: 'lapsed@example.com', clientAddress: '203.0.113.7' })
  await rotateSigningKey(users.services, { actorId: null })
  const audited = await client.auditEvent.count()
  users.clock.nowMs += 61 * 24 * 60 * 60 * 1000
  const living = await users.register('living@example.com')
  await tidy(users.services)
  expect(await client.session.count()).toBe(1)
  expect(await client.refreshToken.count()).toBe(1)
  expect(await client.signingKey.count()).toBe(1)
  expect(
    await client.signInThrottle.findMany({ where: { lastAttemptAt: { lt: new Date(users.clock.nowMs) } } }),
  ).toEqual([])
  expect(await client.auditEvent.count()).toBe(audited + 1)
  await users.authenticate('refreshToken', { refreshToken: living.refreshToken })
})
