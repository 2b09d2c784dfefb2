import type { AccountCredentials } from '../account/account-store.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { issueTokens, type SignedIn } from './issue-tokens.ts'
import { createRefreshToken } from './refresh-token.ts'

/**
 * Opens a session for someone who claims an account by its password. Null when there is no such account, it is
 * closed, or the password is wrong; all three take as long. `UNVERIFIED` when all is right but the address has to be
 * confirmed first. Renews a hash of another cost.
 */
export async function openSession(
  services: Services,
  claim: { readonly credentials: AccountCredentials | null; readonly password: string },
  requester: Requester,
): Promise<SignedIn | 'UNVERIFIED' | null> {
  const { credentials, password } = claim
  const hash = credentials?.passwordHash ?? null
  const { isRight, needsRehash } = await services.passwords.verify(password, hash)
  if (credentials === null || hash === null || !isRight || !credentials.account.isActive) return null
  const { id, email, emailVerifiedAt } = credentials.account
  if (services.isVerificationRequired && emailVerifiedAt === null) return 'UNVERIFIED'

  const { token, tokenHash } = createRefreshToken()
  const now = new Date(services.nowMs())
  const opened = await services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    // Checking took a while: the account may have been closed or its password changed.
    const held = await accounts.hold(id)
    if (held === null || !held.account.isActive || held.passwordHash !== hash) return null
    const sessionId = await sessions.open(id, tokenHash, now, requester)
    const event = { action: 'SIGNED_IN', userId: id, actorId: id, clientAddress: requester.clientAddress } as const
    await audit.add({ ...event, detail: { sessionId, device: requester.device ?? '' } }, now)
    return { id: sessionId, account: held.account, refreshToken: token }
  })
  if (opened === null) {
    const current = await services.store.accounts.findCredentials(email)
    const isChanged = current?.account.isActive === true && current.passwordHash !== hash
    // Another sign-in may just have renewed the hash.
    return isChanged ? openSession(services, { credentials: current, password }, requester) : null
  }
  if (needsRehash) await services.store.accounts.replaceHash(id, hash, await services.passwords.hash(password))
  return issueTokens(services, opened)
}
