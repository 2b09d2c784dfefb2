import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { checkEmail } from '../account/check-email.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { provePassword } from './prove-password.ts'
import { sendToken } from './send-token.ts'

/**
 * Sends a mail to a new address; answering it (verifyEmail) makes it the viewer's. The present address is told. True
 * whether another account has the address or not; its owner is told instead. Throws BAD_USER_INPUT,
 * INVALID_CREDENTIALS, ACCOUNT_LOCKED.
 */
export async function requestEmailChange(
  services: Services,
  input: { readonly newEmail: string; readonly currentPassword: string },
  requester: Requester,
): Promise<true> {
  const newEmail = input.newEmail.trim()
  const reason = checkEmail(newEmail)
  if (reason !== null) throw createInputError([{ path: 'input.newEmail', reason }])
  const account = await provePassword(services, input.currentPassword, requester)
  if (account.email.toLowerCase() === newEmail.toLowerCase())
    throw createInputError([{ path: 'input.newEmail', reason: 'is the address that the account has.' }])

  services.background.add(async () => {
    const now = new Date(services.nowMs())
    const { mailTexts } = services
    await services.store.inTransaction(async (stores) => {
      const other = await stores.accounts.findCredentials(newEmail)
      // Counted as sent by the viewer in both cases, so that nobody is flooded in a stranger's name.
      const compose = other === null ? mailTexts.change : () => mailTexts.changeToKnown()
      const letter = { account, purpose: 'VERIFY_EMAIL', recipient: newEmail, compose } as const
      if (!(await sendToken(stores, letter, now))) return
      const told = mailTexts.changeAsked()
      await stores.mails.add({ key: null, userId: account.id, recipient: account.email, ...told }, now)
      const event = { userId: account.id, actorId: account.id, clientAddress: requester.clientAddress }
      await stores.audit.add({ action: 'EMAIL_CHANGE_REQUESTED', ...event }, now)
    })
  })
  return true
}
