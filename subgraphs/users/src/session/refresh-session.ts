import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { issueTokens, type OpenSession, type SignedIn } from './issue-tokens.ts'
import { createRefreshToken, hashRefreshToken, isRefreshToken } from './refresh-token.ts'

/**
 * Exchanges a refresh token for the next pair, once. A token that was used before ends its session, for then two
 * people hold it; of two uses at the same time one wins and the other is such a reuse. Throws INVALID_REFRESH_TOKEN
 * for every token that gives nothing, without saying why.
 */
export async function refreshSession(
  services: Services,
  refreshToken: string,
  requester: Requester,
): Promise<SignedIn> {
  const renewed = isRefreshToken(refreshToken) ? await renew(services, refreshToken, requester) : null
  if (renewed === null)
    throw createError('INVALID_REFRESH_TOKEN', 'The refresh token is not valid any more. Sign in again.')
  return issueTokens(services, renewed)
}

/** Returns null rather than throws, for the end of a session has to be kept. */
function renew(services: Services, refreshToken: string, requester: Requester): Promise<OpenSession | null> {
  const next = createRefreshToken()
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    const claim = await sessions.claimToken(hashRefreshToken(refreshToken), now)
    if (claim.outcome === 'UNKNOWN') return null
    const { sessionId, userId } = claim
    if (claim.outcome === 'USED_BEFORE') {
      const hasEnded = await sessions.end(sessionId, 'REFRESH_TOKEN_REUSED', now)
      const { clientAddress } = requester
      const detail = { sessionId, hasEnded }
      await audit.add({ action: 'REFRESH_TOKEN_REUSED', userId, actorId: null, clientAddress, detail }, now)
      return null
    }
    if (!(await sessions.renew(sessionId, next.tokenHash, now, requester))) return null
    const [account] = await accounts.findMany([userId])
    return account?.isActive ? { id: sessionId, account, refreshToken: next.token } : null
  })
}
