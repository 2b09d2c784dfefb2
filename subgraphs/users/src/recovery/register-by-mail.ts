import { createError } from '@ree-ai/kit/errors/create-error'
import type { Registration } from '../account/read-registration.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { Stores } from '../store.ts'
import { limitMails } from './limit-mails.ts'
import { sendToken } from './send-token.ts'

/**
 * Registers where addresses have to be confirmed: always answers VERIFICATION_REQUIRED, after one password hash and the
 * same statements, and sends a mail. A new address gets an account and a mail that confirms it; an account that waits for
 * that gets one again; the owner of any other account is told that there is one. So only who reads the mail learns which.
 */
export async function registerByMail(
  services: Services,
  registration: Registration,
  requester: Requester,
): Promise<never> {
  const { email, password } = registration
  const { store, passwords, mailTexts } = services
  await limitMails(services, requester)
  const existing = await store.accounts.findCredentials(email)
  const passwordHash = existing === null ? await passwords.hash(password) : null
  const isRight = existing !== null && (await passwords.verify(password, existing.passwordHash)).isRight
  const now = new Date(services.nowMs())
  await store.inTransaction(async (stores) => {
    const created = passwordHash === null ? null : await create(stores, registration, passwordHash, now)
    // Also when somebody else has just registered it.
    const account = created ?? (await stores.accounts.findCredentials(email))?.account
    if (!account?.isActive) return
    // Whoever registered before under another password may not be who reads the mail: that one chooses a new password.
    const isToVerify = account.emailVerifiedAt === null && (created !== null || isRight)
    const { clientAddress } = requester
    const action = created === null ? 'REGISTERED_AGAIN' : 'REGISTERED'
    const actorId = created === null ? null : account.id
    await stores.audit.add({ action, userId: account.id, actorId, clientAddress }, now)
    await sendToken(
      stores,
      isToVerify
        ? { account, purpose: 'VERIFY_EMAIL', compose: mailTexts.verify }
        : { account, purpose: 'RESET_PASSWORD', compose: mailTexts.known },
      now,
    )
  })
  throw createVerificationError()
}

/** What sign-in and registration answer where the address is not confirmed yet. */
export function createVerificationError() {
  return createError('VERIFICATION_REQUIRED', 'A mail was sent to this address. Follow it, then sign in.')
}

function create({ accounts }: Stores, { email, fullName }: Registration, passwordHash: string, now: Date) {
  return accounts.create({ email, passwordHash, fullName, role: 'USER', now })
}
