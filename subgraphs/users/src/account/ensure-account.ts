import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkPassword } from '../password/check-password.ts'
import type { PasswordHasher } from '../password/create-password-hasher.ts'
import type { Store } from '../store.ts'
import type { Account, Role } from './account.ts'
import { readProfile } from './read-profile.ts'

/** An account that has to be there. */
export interface WantedAccount {
  readonly email: string
  /** Null for an account that nobody can sign in to, for example the owner of sample listings. */
  readonly password: string | null
  readonly fullName: string | null
  readonly role: Role
}

/**
 * Makes an account with a role unless the address has one; then only its role is set, and its password and name stay.
 * For the seed and for the command that makes the first administrator. Throws BAD_USER_INPUT as registration does.
 */
export async function ensureAccount(
  wanted: WantedAccount,
  deps: {
    readonly store: Store
    readonly passwords: PasswordHasher
    readonly isCommonPassword: (password: string) => boolean
    readonly nowMs: () => number
    /** Who asks for it, for the audit trail: `seed`, `command`. */
    readonly actorId: string
  },
): Promise<{ readonly account: Account; readonly isNew: boolean }> {
  const { role, password } = wanted
  const { email, fullName, problems } = readProfile(wanted)
  const reasons = password === null ? [] : checkPassword(password, email, deps.isCommonPassword)
  const all = [...problems, ...reasons.map((reason) => ({ path: 'input.password', reason }))]
  if (all.length > 0) throw createInputError(all)
  const existing = await deps.store.accounts.findCredentials(email)
  const passwordHash = existing !== null || password === null ? null : await deps.passwords.hash(password)
  const now = new Date(deps.nowMs())
  return deps.store.inTransaction(async ({ accounts, sessions, audit }) => {
    // Whoever runs the platform vouches for the address.
    const wantedNow = { email, passwordHash, fullName, role, emailVerifiedAt: now, now }
    const created = existing === null ? await accounts.create(wantedNow) : null
    const found = created ?? (await accounts.findCredentials(email))?.account
    if (found === undefined) throw createInputError([{ path: 'input.email', reason: 'was just removed.' }])
    const account = found.role === role ? found : ((await accounts.update(found.id, { role }, now)) ?? found)
    // Tokens carry the role that was.
    if (account.role !== found.role) await sessions.endAll(account.id, 'ROLE_CHANGED', now)
    const isNew = created !== null
    const detail = { isNew, from: found.role, to: account.role }
    const event = { action: 'ACCOUNT_ENSURED', userId: account.id, actorId: deps.actorId, clientAddress: null } as const
    await audit.add({ ...event, detail }, now)
    return { account, isNew }
  })
}
