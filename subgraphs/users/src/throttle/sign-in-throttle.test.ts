import { afterAll, beforeAll, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'
import { accountRule, networkRule, pairRule } from './throttle.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const begin = (email: string, clientAddress = '203.0.113.7') => users.services.throttle.begin({ email, clientAddress })

/** How many seconds an attempt is told to wait; 0 when it may be made, which counts it as failed. */
async function tryOnce(email: string, clientAddress?: string): Promise<number> {
  try {
    await begin(email, clientAddress)
    return 0
  } catch (error) {
    const { extensions } = error as { extensions: { code: string; retryAfterSeconds: number } }
    expect(extensions.code).toBe('ACCOUNT_LOCKED')
    return extensions.retryAfterSeconds
  }
}

/** Fails until refused, and returns how often that was, and for how many seconds it is refused then. */
async function failUntilLocked(email: string, clientAddress?: string): Promise<{ failures: number; seconds: number }> {
  for (let failures = 0; ; failures += 1) {
    const seconds = await tryOnce(email, clientAddress)
    if (seconds > 0) return { failures, seconds }
  }
}

/** A different network each time. */
let networks = 0
const nextNetwork = () => {
  networks += 1
  return `10.${Math.floor(networks / 65_536)}.${Math.floor(networks / 256) % 256}.${networks % 256}`
}

test('locks an account for a network after 5 failures, and each time for longer, up to a day', async () => {
  const seen: { failures: number; seconds: number }[] = []
  for (let lock = 0; lock < 9; lock += 1) {
    const locked = await failUntilLocked('slow@example.com')
    seen.push(locked)
    users.clock.nowMs += locked.seconds * 1000
    // The network itself is not what is looked at here.
    await users.database.client.signInThrottle.deleteMany({ where: { NOT: { key: { contains: '.' } } } })
  }
  expect(seen.map(({ failures }) => failures)).toEqual(Array<number>(9).fill(5))
  const minutes = seen.map(({ seconds }) => seconds / 60)
  expect(minutes).toEqual([1, 5, 15, 60, 240, 720, 1440, 1440, 1440])
})

test('a lock lasts to its last second, whoever asks meanwhile', async () => {
  const network = nextNetwork()
  await failUntilLocked('patient@example.com', network)
  users.clock.nowMs += minuteMs - 1
  expect(await tryOnce('patient@example.com', network)).toBe(1)
  users.clock.nowMs += 1
  expect(await tryOnce('patient@example.com', network)).toBe(0)
})

test('a stranger who fails on purpose locks out only himself: the owner signs in from elsewhere', async () => {
  await users.register('owner@example.com')
  const stranger = nextNetwork()
  await failUntilLocked('owner@example.com', stranger)
  await expect(
    users.authenticate(
      'login',
      { email: 'owner@example.com', password: 'plover-kettle-97' },
      { clientAddress: stranger },
    ),
  ).rejects.toThrow('ACCOUNT_LOCKED')
  await users.authenticate(
    'login',
    { email: 'owner@example.com', password: 'plover-kettle-97' },
    { clientAddress: nextNetwork() },
  )
})

test('strangers together lock an account everywhere but where its owner is known', async () => {
  const [home, cafe] = [nextNetwork(), nextNetwork()]
  const logIn = (clientAddress: string) =>
    users.authenticate('login', { email: 'wanted@example.com', password: 'plover-kettle-97' }, { clientAddress })
  await users.authenticate(
    'register',
    { email: 'wanted@example.com', password: 'plover-kettle-97' },
    { clientAddress: home },
  )
  for (let failure = 0; failure < accountRule.firstAttempts; failure += 1)
    expect(await tryOnce('wanted@example.com', nextNetwork())).toBe(0)
  // Locked for every network that is new, with the right password or without.
  expect(await tryOnce('wanted@example.com', nextNetwork())).toBe(15 * 60)
  await expect(logIn(cafe)).rejects.toThrow('ACCOUNT_LOCKED')
  await logIn(home)
  // The owner's success has forgotten the failures.
  await logIn(cafe)
})

test('a network is known for 30 days after a sign-in from it, and no longer', async () => {
  const home = nextNetwork()
  const attack = async () => {
    for (let failure = 0; failure < accountRule.firstAttempts; failure += 1)
      await tryOnce('away@example.com', nextNetwork())
  }
  await (await begin('away@example.com', home)).succeed()
  users.clock.nowMs += 30 * dayMs - 1000
  await attack()
  expect(await tryOnce('away@example.com', home)).toBe(0)
  users.clock.nowMs += 2000
  expect(await tryOnce('away@example.com', home)).toBeGreaterThan(0)
})

test('locks on an account grow up to a day, and never grow beyond', async () => {
  const minutes: number[] = []
  for (let lock = 0; lock < 7; lock += 1) {
    let seconds = 0
    while (seconds === 0) seconds = await tryOnce('hunted@example.com', nextNetwork())
    minutes.push(seconds / 60)
    users.clock.nowMs += seconds * 1000
  }
  expect(minutes).toEqual([15, 60, 240, 720, 1440, 1440, 1440])
})

test('counts one address whatever its case, and other accounts apart', async () => {
  for (const email of [
    'case@example.com',
    'CASE@example.com',
    'Case@Example.com',
    'case@EXAMPLE.com',
    'cAse@example.com',
  ])
    await begin(email)
  expect(await tryOnce('case@example.com')).toBe(60)
  await begin('other@example.com')
})

test('of many attempts at once exactly 5 get through for an account and a network', async () => {
  const attempts = Array.from({ length: 60 }, () => tryOnce('burst@example.com', '198.51.100.200'))
  const waits = await Promise.all(attempts)
  expect(waits.filter((seconds) => seconds === 0)).toHaveLength(pairRule.firstAttempts)
  const where = { lockedUntil: { gt: new Date(users.clock.nowMs) }, attempts: pairRule.firstAttempts }
  expect(await users.database.client.signInThrottle.findMany({ where, select: { locks: true } })).toContainEqual({
    locks: 1,
  })
})

test('of many attempts at once from many networks exactly 50 get through for an account', async () => {
  const waits = await Promise.all(Array.from({ length: 120 }, () => tryOnce('swarm@example.com', nextNetwork())))
  expect(waits.filter((seconds) => seconds === 0)).toHaveLength(accountRule.firstAttempts)
})

test('of many attempts at once on many accounts exactly 30 get through from a network', async () => {
  const waits = await Promise.all(
    Array.from({ length: 80 }, (_, index) => tryOnce(`sprayed-${index}@example.com`, '198.51.100.201')),
  )
  expect(waits.filter((seconds) => seconds === 0)).toHaveLength(networkRule.firstAttempts)
})

test('forgets failures and locks after a success, and after a week without an attempt', async () => {
  const network = nextNetwork()
  for (let attempt = 0; attempt < 4; attempt += 1) await begin('again@example.com', network)
  await (await begin('again@example.com', network)).succeed()
  expect(await failUntilLocked('again@example.com', network)).toEqual({ failures: 5, seconds: 60 })
  users.clock.nowMs += 7 * dayMs + 1
  expect(await failUntilLocked('again@example.com', network)).toEqual({ failures: 5, seconds: 60 })
})

test('slows a client that tries many accounts, whichever address of its IPv6 network it uses, and nobody else', async () => {
  const waits: number[] = []
  for (let attempt = 0; attempt < 60 && waits.length < 5; attempt += 1) {
    const seconds = await tryOnce(`many-${attempt}@example.com`, `2001:db8::${attempt + 1}`)
    if (seconds > 0) waits.push(seconds / 60)
    users.clock.nowMs += seconds * 1000
  }
  expect(waits).toEqual([1, 5, 15, 60, 60])
  for (let attempt = 0; attempt < 5; attempt += 1) await tryOnce(`more-${attempt}@example.com`, '2001:db8::9')
  expect(await tryOnce('fresh@example.com', '2001:db8::ffff')).toBe(3600)
  expect(await tryOnce('fresh@example.com', '2001:db8:0:1::1')).toBe(0)
})

test('an own account in between does not clear a client', async () => {
  for (let attempt = 0; attempt < 29; attempt += 1) await begin(`spread-${attempt}@example.com`, '198.51.100.99')
  for (let attempt = 0; attempt < 3; attempt += 1) await (await begin('own@example.com', '198.51.100.99')).succeed()
  await begin('last@example.com', '198.51.100.99')
  await expect(begin('next@example.com', '198.51.100.99')).rejects.toThrow('Too many failed sign-ins')
})

test('does not limit by network when the client is not known', async () => {
  for (let attempt = 0; attempt < 40; attempt += 1) await begin(`unknown-${attempt}@example.com`, '')
})

test('a refusal counts nowhere: who waits is not made to wait longer', async () => {
  const network = nextNetwork()
  await failUntilLocked('waiting@example.com', network)
  for (let attempt = 0; attempt < 100; attempt += 1) expect(await tryOnce('waiting@example.com', network)).toBe(60)
  expect(await tryOnce('neighbour@example.com', network)).toBe(0)
})

test('forgets all failures on an account when asked to, and says how many locks that lifted', async () => {
  const [first, second] = [nextNetwork(), nextNetwork()]
  await failUntilLocked('unlock@example.com', first)
  await failUntilLocked('unlock@example.com', second)
  await tryOnce('unlock@example.com', nextNetwork())
  expect(await users.services.throttle.forget('UNLOCK@example.com')).toBe(2)
  expect(await tryOnce('unlock@example.com', first)).toBe(0)
  expect(await users.services.throttle.forget('nobody@example.com')).toBe(0)
})

test('keeps neither addresses nor networks readable', async () => {
  await tryOnce('readable@example.com', '192.0.2.77')
  const rows = JSON.stringify(await users.database.client.signInThrottle.findMany())
  expect(rows).not.toMatch(/readable|192\.0\.2/)
})
