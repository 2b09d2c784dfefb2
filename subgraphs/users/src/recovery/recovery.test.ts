import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'

let users: TestUsers
const minuteMs = 60_000
const hourMs = 60 * minuteMs

async function mutate(name: string, input: object, by?: AuthPayload) {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const asked = by === undefined ? {} : { viewer: readViewer(by.accessToken) }
  const { data, errors } = await users.ask(
    `mutation ($input: ${type}!) { done: ${name}(input: $input) }`,
    { input },
    asked,
  )
  return errors?.[0]?.extensions.code ?? (data as { readonly done: unknown } | null | undefined)?.done
}
async function forgetEverybody(): Promise<void> {
  const { client } = users.database
  await client.user.deleteMany()
  await client.mail.deleteMany()
  await client.signInThrottle.deleteMany()
}
const signIn = (email: string, password = goodPassword) => users.authenticate('login', { email, password })
const readActions = async (userId: string) =>
  (await users.database.client.auditEvent.findMany({ where: { userId }, orderBy: { id: 'asc' } })).map(
    ({ action }) => action,
  )

describe('choosing a new password by mail', () => {
  beforeAll(async () => {
    users = await startUsers()
  })
  afterAll(() => users.close())
  beforeEach(forgetEverybody)

  test('sets it once, ends every session, confirms the address, lifts the lock, and tells the owner', async () => {
    const ada = await users.register('ada@example.com')
    expect(await mutate('requestPasswordReset', { email: ' ADA@example.com ' })).toBe(true)
    const [mail] = await users.readMails()
    expect(mail).toMatchObject({ recipient: 'ada@example.com', subject: 'Choose a new password' })
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn('ada@example.com', 'wrong').catch(() => {})
    await expect(signIn('ada@example.com')).rejects.toThrow('ACCOUNT_LOCKED')

    const input = { token: mail?.token, newPassword: 'heron-saddle-51' }
    expect(await mutate('resetPassword', input)).toBe(true)
    expect(await mutate('resetPassword', input)).toBe('INVALID_TOKEN')
    await expect(users.authenticate('refreshToken', { refreshToken: ada.refreshToken })).rejects.toThrow('INVALID')
    await expect(signIn('ada@example.com')).rejects.toThrow('INVALID_CREDENTIALS')
    const again = await signIn('ada@example.com', 'heron-saddle-51')
    const { data } = await users.ask('{ me { isEmailVerified } }', {}, { viewer: readViewer(again.accessToken) })
    expect(data).toEqual({ me: { isEmailVerified: true } })
    expect((await users.readMails()).at(-1)?.subject).toBe('Your password was changed')
    expect(await readActions(ada.user.id)).toEqual(
      expect.arrayContaining(['PASSWORD_RESET_REQUESTED', 'PASSWORD_RESET']),
    )
  })

  test('answers the same for an address without account, and mails nobody', async () => {
    expect(await mutate('requestPasswordReset', { email: 'nobody@example.com' })).toBe(true)
    expect(await users.readMails()).toEqual([])
  })

  test('asks the database nothing before it answers, so that its time tells nothing', async () => {
    await users.register('timed@example.com')
    let isHeld = true
    let release = () => {}
    users.background.add(
      () =>
        new Promise((resolve) => {
          release = () => {
            isHeld = false
            resolve()
          }
        }),
    )
    expect(await mutate('requestPasswordReset', { email: 'timed@example.com' })).toBe(true)
    expect(await mutate('requestPasswordReset', { email: 'nobody@example.com' })).toBe(true)
    expect(isHeld).toBe(true)
    expect(await users.database.client.mail.count()).toBe(0)
    release()
    expect(await users.readMails()).toHaveLength(1)
  })

  test('a closed account gets no mail, and its older link does nothing', async () => {
    const { user } = await users.register('closed@example.com')
    await mutate('requestPasswordReset', { email: 'closed@example.com' })
    const [mail] = await users.readMails()
    await users.database.client.user.update({ where: { id: user.id }, data: { isActive: false } })
    await mutate('requestPasswordReset', { email: 'closed@example.com' })
    expect(await users.readMails()).toHaveLength(1)
    expect(await mutate('resetPassword', { token: mail?.token, newPassword: 'heron-saddle-51' })).toBe('INVALID_TOKEN')
  })

  test('a link is good for an hour, and a bad password does not use it up', async () => {
    await users.register('late@example.com')
    await mutate('requestPasswordReset', { email: 'late@example.com' })
    const [mail] = await users.readMails()
    users.clock.nowMs += 59 * minuteMs
    expect(await mutate('resetPassword', { token: mail?.token, newPassword: 'password' })).toBe('BAD_USER_INPUT')
    users.clock.nowMs += minuteMs
    expect(await mutate('resetPassword', { token: mail?.token, newPassword: 'heron-saddle-51' })).toBe('INVALID_TOKEN')
  })

  test('stores tokens hashed, and none of two uses at the same time is given twice', async () => {
    await users.register('race@example.com')
    await mutate('requestPasswordReset', { email: 'race@example.com' })
    const [mail] = await users.readMails()
    const row = await users.database.client.accountToken.findFirstOrThrow()
    expect(JSON.stringify(row)).not.toContain(mail?.token)
    const input = { token: mail?.token, newPassword: 'heron-saddle-51' }
    const results = await Promise.all([mutate('resetPassword', input), mutate('resetPassword', input)])
    expect(results.toSorted()).toEqual(['INVALID_TOKEN', true])
  })

  test('a stranger cannot flood a mailbox: five mails an hour, all of them good', async () => {
    await users.register('flooded@example.com')
    for (let asked = 0; asked < 8; asked += 1) await mutate('requestPasswordReset', { email: 'flooded@example.com' })
    const mails = await users.readMails()
    expect(mails).toHaveLength(5)
    expect(await mutate('resetPassword', { token: mails[0]?.token, newPassword: 'heron-saddle-51' })).toBe(true)
    users.clock.nowMs += hourMs
    await mutate('requestPasswordReset', { email: 'flooded@example.com' })
    expect((await users.readMails()).filter(({ token }) => token !== '')).toHaveLength(6)
  })

  test('one network asks for 20 mails, to whichever addresses, known or not, and then has to wait', async () => {
    await users.register('known@example.com')
    const ask = async (email: string, clientAddress: string) => {
      const query = 'mutation ($email: EmailAddress!) { requestPasswordReset(input: { email: $email }) }'
      const { errors } = await users.ask(query, { email }, { clientAddress })
      return errors?.[0]?.extensions.code ?? true
    }
    const answers: unknown[] = []
    for (let asked = 0; asked < 21; asked += 1) answers.push(await ask(`nobody${asked}@example.com`, '198.51.100.9'))
    expect(answers).toEqual([...Array<unknown>(20).fill(true), 'RATE_LIMITED'])
    expect(await ask('known@example.com', '198.51.100.9')).toBe('RATE_LIMITED')
    expect(await ask('known@example.com', '198.51.100.10')).toBe(true)
  })

  test.each([
    '',
    'x',
    'A'.repeat(43),
    `${'A'.repeat(42)}\u0000`,
  ])('a made-up token %j is INVALID_TOKEN', async (token) => {
    expect(await mutate('resetPassword', { token, newPassword: 'heron-saddle-51' })).toBe('INVALID_TOKEN')
    expect(await mutate('verifyEmail', { token })).toBe('INVALID_TOKEN')
  })
})

describe('confirming an address, where it is optional', () => {
  beforeAll(async () => {
    users = await startUsers()
  })
  afterAll(() => users.close())
  beforeEach(forgetEverybody)

  test('the person asks for a mail, follows it once within a day, and is confirmed', async () => {
    const ada = await users.register('ada@example.com')
    const viewer = readViewer(ada.accessToken)
    const readState = async () => (await users.ask('{ me { isEmailVerified } }', {}, { viewer })).data
    expect(await readState()).toEqual({ me: { isEmailVerified: false } })
    const asked = await users.ask('mutation { requestEmailVerification }', {}, { viewer })
    expect(asked).toEqual({ data: { requestEmailVerification: true } })
    const [mail] = await users.readMails()
    expect(await mutate('verifyEmail', { token: mail?.token })).toBe(true)
    expect(await readState()).toEqual({ me: { isEmailVerified: true } })
    expect(await mutate('verifyEmail', { token: mail?.token })).toBe('INVALID_TOKEN')
    expect(await readActions(ada.user.id)).toContain('EMAIL_VERIFIED')
  })

  test('a mail for a password confirms nothing, and one that is a day old neither', async () => {
    await users.register('ada@example.com')
    await mutate('requestPasswordReset', { email: 'ada@example.com' })
    await mutate('requestEmailVerification', { email: 'ada@example.com' })
    const [reset, verify] = await users.readMails()
    expect(await mutate('verifyEmail', { token: reset?.token })).toBe('INVALID_TOKEN')
    users.clock.nowMs += 24 * hourMs
    expect(await mutate('verifyEmail', { token: verify?.token })).toBe('INVALID_TOKEN')
  })

  test('whether others are confirmed is nobody’s business', async () => {
    const ada = await users.register('ada@example.com')
    const eve = await users.register('eve@example.com')
    const query =
      'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { isEmailVerified erasureAt } } }'
    const of = [{ __typename: 'User', id: ada.user.id }]
    const read = async (viewer: object) => (await users.ask(query, { of }, { viewer } as never)).data
    expect(await read(readViewer(eve.accessToken))).toEqual({ _entities: [{ isEmailVerified: null, erasureAt: null }] })
    const scopes = ['users:read']
    expect(await read({ ...readViewer(eve.accessToken), scopes })).toMatchObject({
      _entities: [{ isEmailVerified: false }],
    })
  })
})

describe('confirming an address, where it is required', () => {
  beforeAll(async () => {
    users = await startUsers({ isVerificationRequired: true, appUrl: 'https://app.example.com/{action}#token={token}' })
  })
  afterAll(() => users.close())
  beforeEach(forgetEverybody)

  const registerAgain = async (email: string, password = goodPassword) => {
    const query = 'mutation ($input: RegisterInput!) { register(input: $input) { accessToken } }'
    return users.ask(query, { input: { email, password } })
  }
  const readToken = (text: string | undefined) => /#token=([A-Za-z0-9_-]{43})$/m.exec(text ?? '')?.[1]

  test('a new person gets a mail, cannot sign in before, and can after following it', async () => {
    expect((await registerAgain('new@example.com')).errors?.[0]?.extensions.code).toBe('VERIFICATION_REQUIRED')
    const [mail] = await users.readMails()
    expect(mail?.text).toContain('https://app.example.com/verify-email#token=')
    await expect(signIn('new@example.com')).rejects.toThrow('VERIFICATION_REQUIRED')
    await expect(signIn('new@example.com', 'wrong-password')).rejects.toThrow('INVALID_CREDENTIALS')
    expect(await mutate('verifyEmail', { token: readToken(mail?.text) })).toBe(true)
    expect((await signIn('new@example.com')).user.email).toBe('new@example.com')
  })

  test('registering tells nobody whether an address has an account: same answer, same work; only the mails differ', async () => {
    await registerAgain('verified@example.com')
    const [first] = await users.readMails()
    await mutate('verifyEmail', { token: readToken(first?.text) })
    await registerAgain('waiting@example.com')
    await users.database.client.mail.deleteMany()

    const attempts = [
      ['fresh@example.com', goodPassword],
      ['verified@example.com', goodPassword],
      ['verified@example.com', 'another-password-1'],
      ['waiting@example.com', goodPassword],
      ['waiting@example.com', 'another-password-1'],
    ] as const
    const told: unknown[] = []
    const calls: number[] = []
    for (const [email, password] of attempts) {
      const before = await users.countCalls()
      told.push(await registerAgain(email, password))
      calls.push((await users.countCalls()) - before)
    }
    expect(new Set(told.map((answer) => JSON.stringify(answer)))).toHaveProperty('size', 1)
    expect(new Set(calls)).toEqual(new Set([calls[0]]))
    expect((await users.readMails()).map(({ recipient, subject }) => [recipient, subject])).toEqual([
      ['fresh@example.com', 'Confirm your e-mail address'],
      ['verified@example.com', 'You already have an account'],
      ['verified@example.com', 'You already have an account'],
      ['waiting@example.com', 'Confirm your e-mail address'],
      ['waiting@example.com', 'You already have an account'],
    ])
  })

  test('whoever registers somebody else’s address first does not get in when its owner joins', async () => {
    await registerAgain('owner@example.com', 'password-of-a-thief')
    await registerAgain('owner@example.com', 'password-of-the-owner')
    const mail = (await users.readMails()).at(-1)
    expect(mail?.text).toContain('https://app.example.com/reset-password#token=')
    const input = { token: readToken(mail?.text), newPassword: 'password-of-the-owner' }
    expect(await mutate('resetPassword', input)).toBe(true)
    await expect(signIn('owner@example.com', 'password-of-a-thief')).rejects.toThrow('INVALID_CREDENTIALS')
    expect((await signIn('owner@example.com', 'password-of-the-owner')).user.email).toBe('owner@example.com')
  })

  test('the administrator whom a command makes can sign in at once', async () => {
    const { ensureAccount } = await import('../account/ensure-account.ts')
    const wanted = { email: 'root@example.com', password: goodPassword, fullName: null, role: 'ADMIN' } as const
    await ensureAccount(wanted, { ...users.services, actorId: 'command' })
    expect((await signIn('root@example.com')).user.role).toBe('ADMIN')
  })
})

describe('changing the address', () => {
  beforeAll(async () => {
    users = await startUsers()
  })
  afterAll(() => users.close())
  beforeEach(forgetEverybody)

  test('needs the password and an answer from the new address; the old one is told, and its older links end', async () => {
    const ada = await users.register('old@example.com')
    await mutate('requestPasswordReset', { email: 'old@example.com' })
    const input = { newEmail: 'new@example.com', currentPassword: goodPassword }
    expect(await mutate('requestEmailChange', { ...input, currentPassword: 'wrong' }, ada)).toBe('INVALID_CREDENTIALS')
    expect(await mutate('requestEmailChange', input, ada)).toBe(true)
    const [reset, confirm, told] = await users.readMails()
    expect(confirm).toMatchObject({ recipient: 'new@example.com', subject: 'Confirm your new e-mail address' })
    expect(told).toMatchObject({ recipient: 'old@example.com', subject: 'Your e-mail address is about to change' })
    await expect(signIn('new@example.com')).rejects.toThrow('INVALID_CREDENTIALS')

    expect(await mutate('verifyEmail', { token: confirm?.token })).toBe(true)
    expect((await signIn('new@example.com')).user.id).toBe(ada.user.id)
    await expect(signIn('old@example.com')).rejects.toThrow('INVALID_CREDENTIALS')
    expect((await users.readMails()).at(-1)).toMatchObject({ recipient: 'old@example.com' })
    expect(await mutate('resetPassword', { token: reset?.token, newPassword: 'heron-saddle-51' })).toBe('INVALID_TOKEN')
    const rows = await users.database.client.auditEvent.findMany({ where: { userId: ada.user.id } })
    expect(JSON.stringify(rows)).not.toContain('example.com')
  })

  test('to an address that has an account answers the same, changes nothing, and tells its owner', async () => {
    const ada = await users.register('ada@example.com')
    await users.register('bob@example.com')
    const input = { newEmail: 'Bob@example.com', currentPassword: goodPassword }
    expect(await mutate('requestEmailChange', input, ada)).toBe(true)
    const [mail] = await users.readMails()
    expect(mail).toMatchObject({ recipient: 'Bob@example.com', subject: 'This address has an account', token: '' })
    expect((await signIn('bob@example.com')).user.email).toBe('bob@example.com')
  })

  test('an address that somebody registers meanwhile stays theirs', async () => {
    const ada = await users.register('ada@example.com')
    await mutate('requestEmailChange', { newEmail: 'bob@example.com', currentPassword: goodPassword }, ada)
    const [mail] = await users.readMails()
    const bob = await users.register('bob@example.com')
    expect(await mutate('verifyEmail', { token: mail?.token })).toBe('INVALID_TOKEN')
    expect((await signIn('bob@example.com')).user.id).toBe(bob.user.id)
  })
})
