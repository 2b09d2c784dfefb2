import { createError } from '@ree-ai/kit/errors/create-error'
import type { Account } from '../account/account.ts'
import { requireAccountId } from '../account/require-account-id.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { beginAttempt } from '../session/begin-attempt.ts'

/**
 * The viewer's account, whose password was given again. Throws INVALID_CREDENTIALS, and ACCOUNT_LOCKED like a sign-in: a
 * stolen token gives no more guesses.
 */
export async function provePassword(services: Services, password: string, requester: Requester): Promise<Account> {
  const id = requireAccountId(requester)
  const credentials = await services.store.accounts.findCredentialsById(id)
  if (credentials === null) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
  const { account, passwordHash } = credentials
  const attempt = await beginAttempt(services, account.email, requester)
  const { isRight } = await services.passwords.verify(password, passwordHash)
  if (!isRight || !account.isActive) {
    await attempt.fail(id)
    throw createError('INVALID_CREDENTIALS', 'The current password is wrong.')
  }
  await attempt.succeed()
  return account
}
