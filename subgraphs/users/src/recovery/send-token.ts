import type { Account } from '../account/account.ts'
import type { MailText } from '../mail/compose-mail.ts'
import type { Stores } from '../store.ts'
import { createAccountToken, type TokenPurpose } from './account-token.ts'

const hourMs = 60 * 60 * 1000
/** A mailbox cannot be flooded by strangers: what was sent before is still good. */
const mailsAnHourMax = 5

/**
 * Makes a token and puts the mail that brings it into the queue, in the caller's transaction. Nothing happens when the
 * account was sent as many for the same purpose within an hour as it may be.
 */
export async function sendToken(
  { tokens, mails }: Pick<Stores, 'tokens' | 'mails'>,
  letter: {
    readonly account: Pick<Account, 'id' | 'email'>
    readonly purpose: TokenPurpose
    /** Where it goes; the account's address when left out. */
    readonly recipient?: string
    readonly compose: (token: string) => MailText
  },
  now: Date,
): Promise<boolean> {
  const { account, purpose, recipient = account.email } = letter
  const sent = await tokens.countSince(account.id, purpose, new Date(now.getTime() - hourMs))
  if (sent >= mailsAnHourMax) return false
  const { token, tokenHash } = createAccountToken()
  await tokens.add({ userId: account.id, email: recipient, purpose, tokenHash }, now)
  await mails.add({ key: null, userId: account.id, recipient, ...letter.compose(token) }, now)
  return true
}
