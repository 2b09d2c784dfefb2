import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkPassword } from '../password/check-password.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { createTokenError, hashAccountToken, isAccountToken } from './account-token.ts'

/**
 * Sets a new password with a token from a mail, ends every session, lifts the locks of failed sign-ins, and confirms the
 * address, for its mail was read. Throws INVALID_TOKEN, or BAD_USER_INPUT with every problem of the password; the token
 * stays good then.
 */
export async function resetPassword(
  services: Services,
  input: { readonly token: string; readonly newPassword: string },
  requester: Requester,
): Promise<true> {
  if (!isAccountToken(input.token)) throw createTokenError()
  const tokenHash = hashAccountToken(input.token)
  const good = await services.store.tokens.find(tokenHash, 'RESET_PASSWORD', new Date(services.nowMs()))
  if (good === null) throw createTokenError()
  const reasons = checkPassword(input.newPassword, good.email, services.isCommonPassword)
  if (reasons.length > 0) throw createInputError(reasons.map((reason) => ({ path: 'input.newPassword', reason })))

  const passwordHash = await services.passwords.hash(input.newPassword)
  const now = new Date(services.nowMs())
  const account = await services.store.inTransaction(async ({ accounts, tokens, sessions, mails, audit }) => {
    const claimed = await tokens.claim(tokenHash, 'RESET_PASSWORD', now)
    if (claimed === null) return null
    // Nothing for a closed account, nor by a mail to an address that it had before.
    const changed = await accounts.resetPassword(claimed.userId, { email: claimed.email, passwordHash, now })
    if (changed === null) return null
    const { id, email } = changed
    const ended = await sessions.endAll(id, 'PASSWORD_CHANGED', now)
    await tokens.useAll(id, now)
    const { clientAddress } = requester
    const event = { userId: id, actorId: id, clientAddress, detail: { sessions: ended } }
    await audit.add({ action: 'PASSWORD_RESET', ...event }, now)
    await mails.add({ key: null, userId: id, recipient: email, ...services.mailTexts.wasReset() }, now)
    return changed
  })
  if (account === null) throw createTokenError()
  await services.throttle.forget(account.email)
  return true
}
