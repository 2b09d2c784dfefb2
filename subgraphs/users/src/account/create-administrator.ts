import type { Services } from '../services.ts'
import type { Account } from './account.ts'
import { readRegistration } from './read-registration.ts'

/** What the command that makes administrators has done. */
export interface AdministratorResult {
  /**
   * `CREATED`, `PROMOTED` (from a lesser role, or a closed account), `ALREADY` an open administrator, or `EXISTS` with a
   * lesser role or closed, and left so.
   */
  readonly outcome: 'CREATED' | 'PROMOTED' | 'ALREADY' | 'EXISTS'
  /** As it is now. */
  readonly account: Account
}

/** Who acts when a command does. */
export const commandId = 'command'
const byCommand = { actorId: commandId, clientAddress: null } as const

/**
 * Makes an administrator of an address without account. An account that is there keeps its password; `isPromoting` makes it
 * an administrator and opens it when it was closed. Throws BAD_USER_INPUT as registration does.
 */
export async function createAdministrator(
  services: Services,
  wanted: {
    readonly email: string
    /** Asked for only when the address has no account. */
    readonly readPassword: () => Promise<string>
    readonly fullName: string | null
    readonly isPromoting: boolean
  },
): Promise<AdministratorResult> {
  const existing = (await services.store.accounts.findCredentials(wanted.email.trim()))?.account
  if (existing !== undefined) return promote(services, existing, wanted.isPromoting)
  const input = { email: wanted.email, password: await wanted.readPassword(), fullName: wanted.fullName }
  const { email, password, fullName } = readRegistration(input, services.isCommonPassword)
  const passwordHash = await services.passwords.hash(password)
  const now = new Date(services.nowMs())
  const created = await services.store.inTransaction(async ({ accounts, audit }) => {
    // Whoever runs the platform vouches for the address.
    const verified = { emailVerifiedAt: now, now }
    const account = await accounts.create({ email, passwordHash, fullName, role: 'ADMIN', ...verified })
    if (account === null) return null
    const detail = { isNew: true, to: 'ADMIN' }
    await audit.add({ ...byCommand, action: 'ACCOUNT_ENSURED', userId: account.id, detail }, now)
    return account
  })
  // Registered a moment ago.
  return created === null ? createAdministrator(services, wanted) : { outcome: 'CREATED', account: created }
}

async function promote(services: Services, account: Account, isPromoting: boolean): Promise<AdministratorResult> {
  if (account.role === 'ADMIN' && account.isActive) return { outcome: 'ALREADY', account }
  if (!isPromoting) return { outcome: 'EXISTS', account }
  const now = new Date(services.nowMs())
  const promoted = await services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    const updated = await accounts.update(account.id, { role: 'ADMIN', isActive: true }, now)
    if (updated === null) throw new Error(`The account of ${account.email} was just removed.`)
    // Tokens carry the role that was.
    if (account.role !== 'ADMIN') await sessions.endAll(account.id, 'ROLE_CHANGED', now)
    const event = { ...byCommand, userId: account.id }
    const detail = { isNew: false, from: account.role, to: 'ADMIN' }
    await audit.add({ ...event, action: 'ACCOUNT_ENSURED', detail }, now)
    if (!account.isActive) await audit.add({ ...event, action: 'ACCOUNT_OPENED' }, now)
    return updated
  })
  return { outcome: 'PROMOTED', account: promoted }
}
