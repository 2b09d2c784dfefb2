import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goodPassword, startUsers, type TestUsers } from '@ree-ai/users/testing/start-users'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { describeFault } from './describe-fault.ts'
import { openUsers } from './open-users.ts'
import { readAdminCommand, runAdmin } from './run-admin.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const run = (words: string, typed = 'typed-by-hand-7') =>
  runAdmin(readAdminCommand(words.split(' ')), {
    services: users.services,
    place: 'the test',
    readPassword: async () => typed,
  })
const logIn = (email: string, password: string) => users.authenticate('login', { email, password })
const events = (action: string) => users.database.client.auditEvent.findMany({ where: { action } })

test('says how to make the first administrator while there is none', async () => {
  expect(await run('list')).toContain('npm run admin -- create')
})

test('makes an administrator who signs in with the password that is printed once', async () => {
  const printed = await run('create root@example.com --name Root')
  const password = /^Password: (\S{20})$/m.exec(printed)?.[1] ?? ''
  const { user } = await logIn('root@example.com', password)
  expect(user).toMatchObject({ email: 'root@example.com', role: 'ADMIN' })
  expect(await events('ACCOUNT_ENSURED')).toMatchObject([{ userId: user.id, actorId: 'command' }])
  expect(await run('list')).toMatch(
    /Administrators in the test, newest first:\n {2}root@example\.com \(Root\), since 20/,
  )
})

test('takes a password from the prompt, holds it to the rules of registration, and does not print it', async () => {
  const printed = await run('create typed@example.com --password')
  expect(printed).not.toContain('assword')
  await logIn('typed@example.com', 'typed-by-hand-7')
  const refused = await run('create weak@example.com --password', 'password1').catch(describeFault)
  expect(refused).toMatch(/^password .*most common/)
  expect(await run('create nonsense').catch(describeFault)).toMatch(/^email must be an e-mail address/)
})

test('an account that is there is left alone, unless it is to be promoted', async () => {
  const { user } = await users.register('ada@example.com')
  const refused = await run('create ADA@example.com').catch(describeFault)
  expect(refused).toBe(
    'ada@example.com has an account with the role USER in the test. Nothing was changed; --promote makes it an administrator.',
  )
  expect(await logIn('ada@example.com', goodPassword)).toMatchObject({ user: { role: 'USER' } })
  const promoted = await run('create ADA@example.com --promote')
  expect(promoted).toContain('with the password it had')
  // A stranger may have registered somebody's address to be promoted by mistake.
  expect(promoted).toContain('Nobody has confirmed that address')
  expect(await logIn('ada@example.com', goodPassword)).toMatchObject({ user: { id: user.id, role: 'ADMIN' } })
  expect(await run('create ada@example.com')).toContain('is an administrator already')
})

test('a closed account is opened by promoting it, and not otherwise', async () => {
  const { user } = await users.register('closed@example.com')
  await users.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
  expect(await run('create closed@example.com').catch(describeFault)).toContain('an account that is closed')
  await run('create closed@example.com --promote')
  await logIn('closed@example.com', goodPassword)
  expect(await events('ACCOUNT_OPENED')).toMatchObject([{ userId: user.id, actorId: 'command' }])
})

test('unlock lets a locked person sign in at once', async () => {
  await users.register('locked@example.com')
  const guess = () => logIn('locked@example.com', 'a-wild-guess')
  for (let attempt = 0; attempt < 5; attempt += 1) await expect(guess()).rejects.toThrow('INVALID_CREDENTIALS')
  await expect(logIn('locked@example.com', goodPassword)).rejects.toThrow('ACCOUNT_LOCKED')
  expect(await run('unlock Locked@example.com')).toContain('1 lock lifted')
  await logIn('locked@example.com', goodPassword)
  expect(await run('unlock locked@example.com')).toContain('was not locked')
  expect(await run('unlock nobody@example.com')).toContain('Nobody has an account')
  expect(await events('ACCOUNT_UNLOCKED')).toHaveLength(3)
})

test.each([
  '',
  'create',
  'create a b',
  'list all',
  'unlock',
  'remove x',
  'create x --force',
  'list --promote',
])('shows how it is used for the words "%s"', (words) => {
  expect(() => readAdminCommand(words.split(' ').filter(Boolean))).toThrow('npm run admin -- COMMAND')
})

// Each opens a database in files, and one a process: slow on a busy machine.
describe('on a data folder', { timeout: 120_000 }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ree-ai-admin-'))
  const environment = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '' }
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  test('the command reads a password from standard input, and ends with 0', async () => {
    const file = fileURLToPath(new URL('admin.ts', import.meta.url))
    const child = spawn(process.execPath, ['--import', 'tsx', file, 'create', 'you@example.com', '--password'], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
    child.stdin.end('typed-by-hand-7\n')
    const code = await new Promise((resolve) => child.once('close', resolve))
    expect({ code, printed }).toEqual({
      code: 0,
      printed: `you@example.com is an administrator now, in the data folder ${dataDir}.\n`,
    })
  })

  test('while the platform holds the folder it refuses, and says what to do', async () => {
    const held = await openUsers(environment)
    expect(await held.services.store.accounts.count({ role: 'ADMIN' })).toBe(1)
    const refused = await openUsers(environment).catch(describeFault)
    expect(refused).toContain(`The platform is running (process ${process.pid}) and holds the data folder ${dataDir}`)
    expect(refused).toContain('Stop it with Ctrl-C, run this command again, and start it again with npm start')
    await held.close()
  })

  test('the secret that keys are encrypted with is kept in the folder, readable by its owner alone', async () => {
    const file = join(dataDir, 'secrets.json')
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    expect(Object.keys(kept).toSorted()).toEqual(['keyEncryption', 'routerSubgraph'])
    const first = await openUsers(environment)
    const { kid } = await first.services.keys.getCurrent()
    await first.close()
    const second = await openUsers(environment)
    expect((await second.services.keys.getCurrent()).kid).toBe(kid)
    await second.close()
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(kept)
  })
})
