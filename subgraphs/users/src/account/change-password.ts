import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkPassword } from '../password/check-password.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { beginAttempt } from '../session/begin-attempt.ts'
import { issueTokens, type SignedIn } from '../session/issue-tokens.ts'
import { createRefreshToken } from '../session/refresh-token.ts'
import { requireAccountId } from './require-account-id.ts'

/**
 * Changes the viewer's password, ends every session and opens a new one. Throws BAD_USER_INPUT with every problem of
 * the new password, INVALID_CREDENTIALS when the current one is wrong, and ACCOUNT_LOCKED like a sign-in: a stolen
 * token gives no more guesses.
 */
export async function changePassword(
  services: Services,
  input: { readonly currentPassword: string; readonly newPassword: string },
  requester: Requester,
): Promise<SignedIn> {
  const id = requireAccountId(requester)
  const credentials = await services.store.accounts.findCredentialsById(id)
  if (credentials === null) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
  const { email } = credentials.account
  const reasons = [
    ...checkPassword(input.newPassword, email, services.isCommonPassword),
    ...(input.newPassword === input.currentPassword ? ['must not be the current password.'] : []),
  ]
  if (reasons.length > 0) throw createInputError(reasons.map((reason) => ({ path: 'input.newPassword', reason })))

  const attempt = await beginAttempt(services, email, requester, 'PASSWORD_CHANGE_FAILED')
  const hash = credentials.passwordHash
  const { isRight } = await services.passwords.verify(input.currentPassword, hash)
  const newHash = isRight ? await services.passwords.hash(input.newPassword) : null
  const { token, tokenHash } = createRefreshToken()
  const now = new Date(services.nowMs())
  const sessionId =
    hash === null || newHash === null
      ? null
      : await services.store.inTransaction(async ({ accounts, sessions, audit }) => {
          if (!(await accounts.changePassword(id, { before: hash, after: newHash, now }))) return null
          await sessions.endAll(id, 'PASSWORD_CHANGED', now)
          const { clientAddress } = requester
          await audit.add({ action: 'PASSWORD_CHANGED', userId: id, actorId: id, clientAddress }, now)
          return sessions.open(id, tokenHash, now, requester)
        })
  if (sessionId === null) {
    await attempt.fail(id)
    throw createError('INVALID_CREDENTIALS', 'The current password is wrong.')
  }
  await attempt.succeed()
  const account = { ...credentials.account, updatedAt: now }
  return issueTokens(services, { id: sessionId, account, refreshToken: token })
}
