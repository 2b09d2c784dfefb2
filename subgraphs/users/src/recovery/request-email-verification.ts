import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkEmail } from '../account/check-email.ts'
import { requireAccountId } from '../account/require-account-id.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { limitMails } from './limit-mails.ts'
import { sendToken } from './send-token.ts'

/**
 * Sends a mail that confirms an address: the viewer's, or any that is given, for somebody who cannot sign in yet. True at
 * once, whether there is such an account or not, and whether its address is confirmed already. Throws BAD_USER_INPUT,
 * RATE_LIMITED, and UNAUTHENTICATED with neither address nor viewer.
 */
export async function requestEmailVerification(
  services: Services,
  given: string | null,
  requester: Requester,
): Promise<true> {
  const email = given === null ? await readOwnEmail(services, requester) : given.trim()
  const reason = checkEmail(email)
  if (reason !== null) throw createInputError([{ path: 'input.email', reason }])
  if (given !== null) await limitMails(services, requester)
  services.background.add(async () => {
    const account = (await services.store.accounts.findCredentials(email))?.account
    if (account === undefined || !account.isActive || account.emailVerifiedAt !== null) return
    const now = new Date(services.nowMs())
    await services.store.inTransaction(async (stores) => {
      await sendToken(stores, { account, purpose: 'VERIFY_EMAIL', compose: services.mailTexts.verify }, now)
    })
  })
  return true
}

async function readOwnEmail({ store }: Services, requester: Requester): Promise<string> {
  const [account] = await store.accounts.findMany([requireAccountId(requester)])
  if (account === undefined) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
  return account.email
}
