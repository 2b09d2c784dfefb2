import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { createTokenError, hashAccountToken, isAccountToken } from './account-token.ts'

/**
 * Confirms the address that a token was mailed to. One that the account is to change to becomes its address; the former
 * one is told, and no token sent there is good any more. Throws INVALID_TOKEN, also when another account has the address
 * by now.
 */
export async function verifyEmail(services: Services, token: string, requester: Requester): Promise<true> {
  if (!isAccountToken(token)) throw createTokenError()
  const now = new Date(services.nowMs())
  const isDone = await services.store
    .inTransaction(async ({ accounts, tokens, mails, audit }) => {
      const claimed = await tokens.claim(hashAccountToken(token), 'VERIFY_EMAIL', now)
      if (claimed === null) return false
      const { userId, email } = claimed
      const [account] = await accounts.findMany([userId])
      if (!account?.isActive) return false
      const event = { userId, actorId: userId, clientAddress: requester.clientAddress }
      // Sent to what was the account's address then: whatever else it had is not good after a change.
      if (account.email.toLowerCase() === email.toLowerCase()) {
        await accounts.update(userId, { emailVerifiedAt: account.emailVerifiedAt ?? now }, now)
        await audit.add({ action: 'EMAIL_VERIFIED', ...event }, now)
        return true
      }
      const other = await accounts.findCredentials(email)
      if (other !== null) return false
      await accounts.update(userId, { email, emailVerifiedAt: now }, now)
      await tokens.useAll(userId, now)
      await mails.add({ key: null, userId, recipient: account.email, ...services.mailTexts.changed() }, now)
      await audit.add({ action: 'EMAIL_CHANGED', ...event }, now)
      return true
    })
    .catch((error: unknown) => {
      // Somebody registered the address between the look and the change.
      if (error instanceof Error && 'code' in error && error.code === 'P2002') return false
      throw error
    })
  if (!isDone) throw createTokenError()
  return true
}
