import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAdministrator } from '../account/create-administrator.ts'
import { unlockAccount } from '../account/unlock-account.ts'
import { eraseDueAccounts } from '../erasure/erase-due-accounts.ts'
import { createServices } from '../services.ts'
import { maintainSigningKeys } from '../signing-key/maintain-signing-keys.ts'
import { rotateSigningKey } from '../signing-key/rotate-signing-key.ts'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'
import { auditActions } from './audit-event.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const dayMs = 24 * 60 * 60_000
const clientAddress = '203.0.113.80'
const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken), clientAddress })
const logIn = (email: string, password = goodPassword) =>
  users.authenticate('login', { email, password }, { clientAddress })
const register = (email: string) => users.authenticate('register', { email, password: goodPassword }, { clientAddress })
async function mutate(name: string, input: object | null, by?: AuthPayload): Promise<void> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`
  const asked = by === undefined ? { clientAddress } : as(by)
  const query = input === null ? `mutation { ${name} }` : `mutation ($input: ${type}!) { ${name}(input: $input) }`
  const { errors } = await users.ask(query, { input }, asked)
  if (errors) throw new Error(`${name}: ${errors[0]?.extensions.code} ${errors[0]?.message}`)
}
const mutateAccount = (name: string, given: string, by: AuthPayload) =>
  users.ask(`mutation { ${name}${given} { id } }`, {}, as(by))
const readToken = async (subject: string) =>
  (await users.readMails()).findLast((mail) => mail.subject === subject)?.token ?? ''

/** Each does what its name says, to an account of its own. Returns the account; null where none is concerned. */
const events: Record<(typeof auditActions)[number], () => Promise<string | null>> = {
  REGISTERED: async () => (await register('registered@example.com')).user.id,
  REGISTERED_AGAIN: async () => {
    const { user } = await register('again@example.com')
    const strict = await startUsers({ isVerificationRequired: true }, users.database)
    strict.clock.nowMs = users.clock.nowMs
    await strict.register('again@example.com').catch(() => {})
    await strict.close()
    return user.id
  },
  ACCOUNT_ENSURED: async () => {
    const wanted = { email: 'ensured@example.com', fullName: null, isPromoting: false }
    const { account } = await createAdministrator(users.services, { ...wanted, readPassword: async () => goodPassword })
    return account.id
  },
  SIGNED_IN: async () => {
    await register('signed-in@example.com')
    return (await logIn('signed-in@example.com')).user.id
  },
  SIGN_IN_FAILED: async () => {
    const { user } = await register('failed@example.com')
    await logIn('failed@example.com', 'a-wild-guess').catch(() => {})
    return user.id
  },
  ACCOUNT_LOCKED: async () => {
    const { user } = await register('locked@example.com')
    for (let attempt = 0; attempt < 5; attempt += 1) await logIn('locked@example.com', 'a-wild-guess').catch(() => {})
    return user.id
  },
  SIGN_IN_REFUSED: async () => {
    const { user } = await register('refused@example.com')
    for (let attempt = 0; attempt < 6; attempt += 1) await logIn('refused@example.com', 'a-wild-guess').catch(() => {})
    return user.id
  },
  ACCOUNT_UNLOCKED: async () => {
    const { user } = await register('unlocked@example.com')
    await unlockAccount(users.services, 'unlocked@example.com')
    return user.id
  },
  SIGNED_OUT: async () => {
    const person = await register('out@example.com')
    await mutate('logout', { everywhere: false }, person)
    return person.user.id
  },
  SESSION_ENDED: async () => {
    const person = await register('ended@example.com')
    const other = await logIn('ended@example.com')
    const id = readViewer(other.accessToken).sessionId
    await users.ask('mutation ($id: ID!) { endSession(id: $id) }', { id }, as(person))
    return person.user.id
  },
  REFRESH_TOKEN_REUSED: async () => {
    const { user, refreshToken } = await register('reused@example.com')
    for (let use = 0; use < 2; use += 1) await users.authenticate('refreshToken', { refreshToken }).catch(() => {})
    return user.id
  },
  PASSWORD_CHANGED: async () => {
    const person = await register('changed@example.com')
    const input = { currentPassword: goodPassword, newPassword: 'heron-saddle-51' }
    await users.authenticate('changePassword', input, as(person))
    return person.user.id
  },
  PASSWORD_CHANGE_FAILED: async () => {
    const person = await register('unchanged@example.com')
    const input = { currentPassword: 'a-wild-guess', newPassword: 'heron-saddle-51' }
    await users.authenticate('changePassword', input, as(person)).catch(() => {})
    return person.user.id
  },
  EMAIL_VERIFIED: async () => {
    const person = await register('verified@example.com')
    await mutate('requestEmailVerification', null, person)
    await mutate('verifyEmail', { token: await readToken('Confirm your e-mail address') })
    return person.user.id
  },
  EMAIL_CHANGE_REQUESTED: async () => {
    const person = await register('moving@example.com')
    await mutate('requestEmailChange', { newEmail: 'moving2@example.com', currentPassword: goodPassword }, person)
    return person.user.id
  },
  EMAIL_CHANGED: async () => {
    const person = await register('moved@example.com')
    await mutate('requestEmailChange', { newEmail: 'moved2@example.com', currentPassword: goodPassword }, person)
    await mutate('verifyEmail', { token: await readToken('Confirm your new e-mail address') })
    return person.user.id
  },
  PASSWORD_RESET_REQUESTED: async () => {
    const { user } = await register('forgetful@example.com')
    await mutate('requestPasswordReset', { email: 'forgetful@example.com' })
    return user.id
  },
  PASSWORD_RESET: async () => {
    const { user } = await register('reset@example.com')
    await mutate('requestPasswordReset', { email: 'reset@example.com' })
    await mutate('resetPassword', {
      token: await readToken('Choose a new password'),
      newPassword: 'heron-saddle-51',
    })
    return user.id
  },
  DATA_EXPORTED: async () => {
    const person = await register('exported@example.com')
    await users.ask('{ me { accountData } }', {}, as(person))
    return person.user.id
  },
  ERASURE_REQUESTED: async () => {
    const person = await register('leaving@example.com')
    await mutateAccount('requestErasure', `(input: { currentPassword: "${goodPassword}" })`, person)
    return person.user.id
  },
  ERASURE_CANCELLED: async () => {
    const person = await register('staying@example.com')
    await mutateAccount('requestErasure', `(input: { currentPassword: "${goodPassword}" })`, person)
    await mutateAccount('cancelErasure', '', person)
    return person.user.id
  },
  ACCOUNT_ERASED: async () => {
    const person = await register('erased@example.com')
    await mutateAccount('requestErasure', `(input: { currentPassword: "${goodPassword}" })`, person)
    users.clock.nowMs += 14 * dayMs
    await eraseDueAccounts(users.services)
    users.clock.nowMs += dayMs
    await eraseDueAccounts(users.services)
    return person.user.id
  },
  ROLE_CHANGED: async () => {
    const { user } = await register('agent@example.com')
    await mutateAccount('setUserRole', `(input: { userId: "${user.id}", role: AGENT })`, await signInAdmin())
    return user.id
  },
  ACCOUNT_CLOSED: async () => {
    const { user } = await register('closed@example.com')
    await mutateAccount('setUserActive', `(input: { userId: "${user.id}", isActive: false })`, await signInAdmin())
    return user.id
  },
  ACCOUNT_OPENED: async () => {
    const { user } = await register('opened@example.com')
    for (const isActive of [false, true])
      await mutateAccount(
        'setUserActive',
        `(input: { userId: "${user.id}", isActive: ${isActive} })`,
        await signInAdmin(),
      )
    return user.id
  },
  SIGNING_KEY_CREATED: async () => {
    await users.database.client.signingKey.deleteMany()
    users.clock.nowMs += 60_000
    await users.services.keys.getCurrent()
    return null
  },
  SIGNING_KEY_ROTATED: async () => {
    await rotateSigningKey(users.services, { actorId: null })
    return null
  },
  SIGNING_KEY_ENCRYPTED: async () => {
    const config = { algorithm: 'EdDSA', accessTokenMinutes: 60 } as const
    const before = 'an-example-of-a-secret-for-keys-of-users'
    const { client } = users.database
    const keyEncryptionSecrets = ['another-example-of-a-secret-for-keys-here', before]
    await maintainSigningKeys(
      createServices({ ...config, keyEncryptionSecrets }, { client, nowMs: () => users.clock.nowMs }),
    )
    return null
  },
}

async function signInAdmin(): Promise<AuthPayload> {
  const { user } = await register(`admin${users.clock.nowMs}@example.com`)
  await users.database.client.user.update({ where: { id: user.id }, data: { role: 'ADMIN' } })
  return logIn(`admin${users.clock.nowMs}@example.com`)
}

test.each(auditActions)('%s is a row of the audit trail when it happens', async (action) => {
  users.clock.nowMs += 60_000
  const fromMs = users.clock.nowMs
  const userId = await events[action]()
  await users.background.settle()
  const { client } = users.database
  const rows = await client.auditEvent.findMany({ where: { action, userId, at: { gte: new Date(fromMs) } } })
  expect(rows.length).toBeGreaterThan(0)
  expect(JSON.stringify(await client.auditEvent.findMany())).not.toMatch(/@example\.com|plover|heron|a-wild-guess/)
})
