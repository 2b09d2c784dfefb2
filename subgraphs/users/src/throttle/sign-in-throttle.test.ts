import { afterAll, beforeAll, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const begin = (email: string, clientAddress = '203.0.113.7') => users.services.throttle.begin({ email, clientAddress })

/** Fails once, after waiting as long as asked; returns how long that was, in seconds. */
async function failOnce(email: string, clientAddress?: string): Promise<number> {
  try {
    await begin(email, clientAddress)
    return 0
  } catch (error) {
    const { code, retryAfterSeconds } = (error as { extensions: { code: string; retryAfterSeconds: number } })
      .extensions
    expect(code).toBe('ACCOUNT_LOCKED')
    users.clock.nowMs += retryAfterSeconds * 1000
    await begin(email, clientAddress)
    return retryAfterSeconds
  }
}

test('slows an account down from the fourth attempt, then locks it for 15 minutes at a time', async () => {
  const waits: number[] = []
  for (let attempt = 0; attempt < 12; attempt += 1)
    waits.push(await failOnce('slow@example.com', `198.51.100.${attempt}`))
  expect(waits).toEqual([0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 900, 900])
})

test('counts one address whatever its case, and other accounts apart', async () => {
  for (const email of ['case@example.com', 'CASE@example.com', 'Case@Example.com', 'case@EXAMPLE.com'])
    await begin(email)
  await expect(begin('case@example.com')).rejects.toMatchObject({ extensions: { code: 'ACCOUNT_LOCKED' } })
  await begin('other@example.com')
})

test('lets no more than four of many attempts at once through', async () => {
  const attempts = Array.from({ length: 20 }, () => begin('burst@example.com', '198.51.100.200'))
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
})

test('forgets an account after a success, and after a day without an attempt', async () => {
  for (let attempt = 0; attempt < 3; attempt += 1) await begin('again@example.com')
  const { succeed } = await begin('again@example.com')
  await succeed()
  for (let attempt = 0; attempt < 4; attempt += 1) await begin('again@example.com')
  await expect(begin('again@example.com')).rejects.toThrow()
  users.clock.nowMs += 25 * 60 * 60 * 1000
  for (let attempt = 0; attempt < 4; attempt += 1) await begin('again@example.com')
})

test('locks a client that tries many accounts, whichever address of its IPv6 network it uses, and nobody else', async () => {
  for (let attempt = 0; attempt < 31; attempt += 1)
    await begin(`many-${attempt}@example.com`, `2001:db8::${attempt + 1}`)
  await expect(begin('fresh@example.com', '2001:db8::ffff')).rejects.toThrow('Too many failed sign-ins')
  await begin('fresh@example.com', '2001:db8:0:1::1')
})

test('an own account in between does not clear a client', async () => {
  for (let attempt = 0; attempt < 30; attempt += 1) await begin(`spread-${attempt}@example.com`, '198.51.100.99')
  await (await begin('own@example.com', '198.51.100.99')).succeed()
  await begin('last@example.com', '198.51.100.99')
  await expect(begin('next@example.com', '198.51.100.99')).rejects.toThrow('Too many failed sign-ins')
})

test('does not limit by network when the client is not known', async () => {
  for (let attempt = 0; attempt < 40; attempt += 1) await begin(`unknown-${attempt}@example.com`, '')
})
