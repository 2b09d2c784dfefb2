import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkEmail } from '../account/check-email.ts'
import { createVerificationError } from '../recovery/register-by-mail.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { beginAttempt } from './begin-attempt.ts'
import type { SignedIn } from './issue-tokens.ts'
import { openSession } from './open-session.ts'

/** Far above what registration allows, yet nothing that costs time to hash. */
const textLengthMax = 1024

/**
 * Signs in by address and password. Throws ACCOUNT_LOCKED, or INVALID_CREDENTIALS alike, and after the same time,
 * for an address without account, a wrong password and a closed account. VERIFICATION_REQUIRED only after the right
 * password, where addresses have to be confirmed.
 */
export async function signIn(
  services: Services,
  input: { readonly email: string; readonly password: string },
  requester: Requester,
): Promise<SignedIn> {
  const email = input.email.trim()
  const tooLong = (['email', 'password'] as const).filter((name) => input[name].length > textLengthMax)
  if (tooLong.length > 0)
    throw createInputError(
      tooLong.map((name) => ({ path: `input.${name}`, reason: `must have at most ${textLengthMax} characters.` })),
    )
  const attempt = await beginAttempt(services, email, requester)
  const credentials = checkEmail(email) === null ? await services.store.accounts.findCredentials(email) : null
  const signedIn = await openSession(services, { credentials, password: input.password }, requester)
  if (signedIn === null) {
    await attempt.fail(credentials?.account.id ?? null)
    throw createError('INVALID_CREDENTIALS', 'The e-mail address or the password is wrong.')
  }
  await attempt.succeed()
  if (signedIn === 'UNVERIFIED') throw createVerificationError()
  return signedIn
}
