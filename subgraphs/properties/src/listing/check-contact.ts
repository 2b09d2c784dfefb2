import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { ContactDetails } from './listing.ts'

/** RFC 5321 sizes; letters of any language; no dot at an end or two in a row. */
const localPart = /^[^\s@"(),:;<>[\]\\.]+(?:\.[^\s@"(),:;<>[\]\\.]+)*$/u
const label = /^[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u
const topLabel = /^(?:\p{L}[\p{L}\p{M}]+|xn--[a-z0-9-]+)$/iu
/** As people write numbers: groups apart by spaces, dots, dashes or slashes, an area code in brackets, an extension. */
const writtenPhone = /^(?:\+|00)?[\d\s().\u00a0/-]{5,38}(?:\s?(?:x|ext\.?|#)\s?\d{1,6})?$/i

/** Whether a contact's values are what they say they are. */
export function checkContact({ name, email, phone }: ContactDetails): InputProblem[] {
  const problems = validateText(name, 200, 'contact.name')
  if (email !== null && !isEmail(email)) problems.push({ path: 'contact.email', reason: 'must be an e-mail address.' })
  if (phone !== null && !isPhone(phone))
    problems.push({
      path: 'contact.phone',
      reason:
        'must be a telephone number: 7 to 15 digits after a + and the country, 5 to 15 without, for example "+32 3 123 45 67".',
    })
  return problems
}

function isEmail(text: string): boolean {
  const at = text.lastIndexOf('@')
  const [local, domain] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || text.length > 254 || local.length > 64 || !localPart.test(local)) return false
  const labels = domain.split('.')
  return labels.length >= 2 && labels.every((one) => label.test(one)) && topLabel.test(labels.at(-1) ?? '')
}

function isPhone(text: string): boolean {
  if (!writtenPhone.test(text) || text.length > 40 || !areClosed(text)) return false
  const number = text.replace(/(?:x|ext\.?|#)\s?\d+$/i, '')
  const count = number.replace(/^\s*00/, '+').replace(/\D/g, '').length
  const isInternational = /^\s*(?:\+|00)/.test(number)
  return count <= 15 && count >= (isInternational ? 7 : 5)
}

function areClosed(text: string): boolean {
  const brackets = text.replace(/[^()]/g, '')
  return brackets === '' || brackets === '()' || brackets === '()()'
}
