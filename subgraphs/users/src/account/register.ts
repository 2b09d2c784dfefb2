import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { registerByMail } from '../recovery/register-by-mail.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { beginAttempt } from '../session/begin-attempt.ts'
import { issueTokens, type OpenSession, type SignedIn } from '../session/issue-tokens.ts'
import { openSession } from '../session/open-session.ts'
import { createRefreshToken } from '../session/refresh-token.ts'
import { type Registration, readRegistration } from './read-registration.ts'

/**
 * Makes an account with role USER and signs it in. For an address that has an account this is a sign-in: with its
 * password it succeeds, with another it answers BAD_USER_INPUT, after the same time and within the same limits
 * (ACCOUNT_LOCKED). See the README for what can and cannot be learnt from that. Where addresses have to be confirmed it
 * always answers VERIFICATION_REQUIRED instead.
 */
export async function register(
  services: Services,
  input: { readonly email: string; readonly password: string; readonly fullName?: string | null },
  requester: Requester,
): Promise<SignedIn> {
  const registration = readRegistration(input, services.isCommonPassword)
  if (services.isVerificationRequired) return registerByMail(services, registration, requester)
  const { email, password } = registration
  const attempt = await beginAttempt(services, email, requester)
  const existing = await services.store.accounts.findCredentials(email)
  const created = existing === null ? await createAccount(services, registration, requester) : null
  if (created !== null) {
    await attempt.succeed()
    return issueTokens(services, created)
  }
  // The address was taken, perhaps a moment ago.
  const credentials = existing ?? (await services.store.accounts.findCredentials(email))
  const signedIn = await openSession(services, { credentials, password }, requester)
  if (signedIn === null || signedIn === 'UNVERIFIED') {
    await attempt.fail(credentials?.account.id ?? null)
    const reason = 'cannot be used for a new account with this password. If the account is yours, sign in.'
    throw createInputError([{ path: 'input.email', reason }])
  }
  await attempt.succeed()
  return signedIn
}

async function createAccount(
  services: Services,
  { email, password, fullName }: Registration,
  requester: Requester,
): Promise<OpenSession | null> {
  const passwordHash = await services.passwords.hash(password)
  const { token, tokenHash } = createRefreshToken()
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    const account = await accounts.create({ email, passwordHash, fullName, role: 'USER', now })
    if (account === null) return null
    const id = await sessions.open(account.id, tokenHash, now, requester)
    const { clientAddress } = requester
    const event = {
      userId: account.id,
      actorId: account.id,
      clientAddress,
      detail: { sessionId: id, device: requester.device ?? '' },
    }
    await audit.add({ action: 'REGISTERED', ...event }, now)
    return { id, account, refreshToken: token }
  })
}
