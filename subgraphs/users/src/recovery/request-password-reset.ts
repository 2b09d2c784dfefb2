import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkEmail } from '../account/check-email.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { limitMails } from './limit-mails.ts'
import { sendToken } from './send-token.ts'

/**
 * Sends a mail with which the address's owner can choose a new password. Always true, at once: whether there is such an
 * account is looked up after the answer. Throws BAD_USER_INPUT for what is no address, RATE_LIMITED.
 */
export async function requestPasswordReset(services: Services, given: string, requester: Requester): Promise<true> {
  const email = given.trim()
  const reason = checkEmail(email)
  if (reason !== null) throw createInputError([{ path: 'input.email', reason }])
  await limitMails(services, requester)
  services.background.add(async () => {
    const account = (await services.store.accounts.findCredentials(email))?.account
    if (account === undefined || !account.isActive) return
    const now = new Date(services.nowMs())
    await services.store.inTransaction(async (stores) => {
      const letter = { account, purpose: 'RESET_PASSWORD', compose: services.mailTexts.reset } as const
      if (!(await sendToken(stores, letter, now))) return
      const { clientAddress } = requester
      const event = { userId: account.id, actorId: null, clientAddress }
      await stores.audit.add({ action: 'PASSWORD_RESET_REQUESTED', ...event }, now)
    })
  })
  return true
}
