import { checkEmail } from '../account/check-email.ts'
import type { MailMessage } from './mailer.ts'

/**
 * A message that can do no more than be one: one recipient that is an address, a subject of one line, and line feeds
 * alone as ends of lines, so that neither a header nor a second mail can be smuggled in. Null when there is no such
 * recipient.
 */
export function prepareMessage({ id, recipient, subject, text }: MailMessage): MailMessage | null {
  // An address in our form has no blank, comma, bracket or control character.
  if (checkEmail(recipient) !== null) return null
  return {
    id: id.replace(/[^A-Za-z0-9-]/g, ''),
    recipient,
    subject: subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
    text: text.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ''),
  }
}
