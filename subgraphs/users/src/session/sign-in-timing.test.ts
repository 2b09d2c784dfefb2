import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import bcrypt from 'bcrypt'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { goodPassword, startUsers, type TestUsers } from '../testing/start-users.ts'

const registry = new Registry()
let database: Database
let users: TestUsers
beforeAll(async () => {
  database = await openTestDatabase({ registry })
  users = await startUsers({}, database)
})
afterAll(async () => {
  await users.close()
  await database.close()
})

/** What an attempt makes the service do: statements by table and kind, and password checks. */
async function observe(mutation: string, input: object, clientAddress: string) {
  const read = async () => {
    const metric = await registry.getSingleMetric('db_queries_total')?.get()
    return new Map(metric?.values.map(({ labels, value }) => [`${labels.model} ${labels.operation}`, value]))
  }
  const checks = vi.spyOn(bcrypt, 'compare')
  const hashes = vi.spyOn(bcrypt, 'hash')
  const before = await read()
  const answer = await users.authenticate(mutation, input, { clientAddress }).then(
    () => 'signed in',
    (error: Error) => error.message,
  )
  const statements = [...(await read())].map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
  const passwordChecks = checks.mock.calls.length
  // One costs what the other does.
  const passwordWork = passwordChecks + hashes.mock.calls.length
  checks.mockRestore()
  hashes.mockRestore()
  return { answer, passwordChecks, passwordWork, statements: statements.filter(([, count]) => count > 0).toSorted() }
}

test('a known and an unknown address cost the same work: at failures, at the lock, and while it lasts', async () => {
  await users.register('known@example.com')
  const closed = await users.register('closed@example.com')
  await database.client.user.update({ where: { id: closed.user.id }, data: { isActive: false } })
  const emails = ['known@example.com', 'unheard-of@example.com', 'closed@example.com']
  const runs: Awaited<ReturnType<typeof observe>>[][] = []
  for (const [index, email] of emails.entries()) {
    const run: Awaited<ReturnType<typeof observe>>[] = []
    for (let attempt = 0; attempt < 7; attempt += 1)
      run.push(await observe('login', { email, password: 'a-wild-guess' }, `198.51.100.${index + 1}`))
    runs.push(run)
  }
  const [known, ...others] = runs
  expect(known?.map(({ answer }) => answer.split(':')[0])).toEqual([
    ...Array<string>(5).fill('INVALID_CREDENTIALS'),
    ...Array<string>(2).fill('ACCOUNT_LOCKED'),
  ])
  expect(known?.map(({ passwordChecks }) => passwordChecks)).toEqual([1, 1, 1, 1, 1, 0, 0])
  for (const other of others) expect(other).toEqual(known)
})

test('nor does the right password help to tell while an account is locked', async () => {
  await users.register('right@example.com')
  const address = '198.51.100.77'
  for (const email of ['right@example.com', 'unknown-right@example.com'])
    for (let attempt = 0; attempt < 5; attempt += 1)
      await observe('login', { email, password: 'a-wild-guess' }, address)
  const right = await observe('login', { email: 'right@example.com', password: goodPassword }, address)
  expect(right).toMatchObject({ answer: expect.stringMatching('ACCOUNT_LOCKED'), passwordChecks: 0 })
  const unknown = await observe('login', { email: 'unknown-right@example.com', password: goodPassword }, address)
  expect(unknown).toEqual(right)
})

test('registering costs one password’s work, whether the address is free, taken, or of a closed account', async () => {
  await users.register('taken@example.com')
  const shut = await users.register('shut@example.com')
  await database.client.user.update({ where: { id: shut.user.id }, data: { isActive: false } })
  const register = (email: string, password: string) =>
    observe('register', { email, password }, '198.51.100.88').then(({ answer, passwordWork }) => [
      answer.split(':')[0],
      passwordWork,
    ])
  expect(await register('free@example.com', goodPassword)).toEqual(['signed in', 1])
  expect(await register('taken@example.com', goodPassword)).toEqual(['signed in', 1])
  expect(await register('taken@example.com', 'another-password-1')).toEqual(['BAD_USER_INPUT', 1])
  expect(await register('shut@example.com', goodPassword)).toEqual(['BAD_USER_INPUT', 1])
})
