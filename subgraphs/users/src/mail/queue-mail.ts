import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { isAccountId } from '../account/is-account-id.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'

const keyLengthMax = 200
const subjectLengthMax = 200
const textLengthMax = 50_000

/**
 * Puts a mail of another service into the queue, to whom has an account. The same service's same key sends once, for as
 * long as mails are kept. True when the mail is, or was, in the queue; false when there is no such person, the account is
 * closed, or its address has to be confirmed and is not. Throws BAD_USER_INPUT with every problem.
 */
export async function queueMail(
  services: Services,
  input: { readonly key: string; readonly userId: string; readonly subject: string; readonly text: string },
  requester: Requester,
): Promise<boolean> {
  const { key, userId, subject, text } = input
  const problems = [
    { path: 'input.key', reason: checkText(key, keyLengthMax, /\p{Cc}/u) },
    // A line break in a subject would begin another header.
    { path: 'input.subject', reason: checkText(subject, subjectLengthMax, /[\p{Cc}\u2028\u2029]/u) },
    { path: 'input.text', reason: checkText(text, textLengthMax, /[^\P{Cc}\n\r\t]/u) },
  ].flatMap(({ path, reason }) => (reason === null ? [] : [{ path, reason }]))
  if (problems.length > 0) throw createInputError(problems)

  const [account] = isAccountId(userId) ? await services.store.accounts.findMany([userId]) : []
  if (!account?.isActive) return false
  if (services.isVerificationRequired && account.emailVerifiedAt === null) return false
  const mail = { key: `${requireViewer(requester).id}:${key}`, userId: account.id, recipient: account.email }
  await services.store.mails.add({ ...mail, subject, text }, new Date(services.nowMs()))
  return true
}

function checkText(text: string, lengthMax: number, forbidden: RegExp): string | null {
  if (text.trim() === '' || text.length > lengthMax) return `must have 1 to ${lengthMax} characters.`
  return forbidden.test(text) ? 'must not contain control characters.' : null
}
