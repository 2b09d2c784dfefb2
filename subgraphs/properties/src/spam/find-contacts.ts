import type { ContactDetails } from '../listing/listing.ts'
import type { SpamSign } from './spam-sign.ts'

const email =
  /[\p{L}\p{N}._%+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\p{L}\p{N}-]{1,63}(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\p{L}\p{N}-]{1,63}){0,3}\s?(?:\.|\(dot\)|\[dot\])\s?\p{L}{2,24}/giu
const link = /\b(?:https?:\/\/|www\.)[^\s<>"]{3,2000}|\b(?:wa\.me|t\.me|bit\.ly|goo\.gl|tinyurl\.com)\/\S{2,200}/gi
/** Three groups of digits or more, or one after a plus; sizes, prices, years and dates have fewer digits or other signs. */
const phone =
  /(?<![\p{L}\p{N}#$€£./-])(?:\+\d{1,3}[\s().-]{0,3}\d(?:[\s().-]{0,3}\d){6,12}|\(\d{2,4}\)\s?\d{3,4}[\s.-]?\d{3,4}|0\d{1,4}(?:[\s./-]\d{2,4}){2,4}|[2-9]\d{2}[.-]\d{3}[.-]\d{4}|0\d{9,10}|1[.-][2-9]\d{2}[.-]\d{3}[.-]\d{4})(?![\p{N}])/gu

/**
 * E-mail addresses, telephone numbers and web addresses in the text, where everyone sees them whatever the owner says of
 * the contact. Refused in a title; doubted in a description, unless it is the listing's own public contact.
 */
export function findContacts(text: string, path: SpamSign['path'], contact: ContactDetails): SpamSign[] {
  const isPublic = contact.visibility === 'EVERYONE'
  const isOwn = (found: string) =>
    isPublic &&
    (found.toLowerCase() === contact.email?.toLowerCase() || readDigits(found) === readDigits(contact.phone ?? ''))
  const kinds = [
    ['an e-mail address', /[@)\]]/, email, 0.4],
    ['a telephone number', /\d{2}[\d\s().-]{5}/, phone, 0.3],
    ['a web address', /:\/\/|www\.|\w\//i, link, 0.3],
  ] as const
  return kinds.flatMap(([what, hint, pattern, weight]) => {
    // Most texts have nothing of the kind: a quick look saves the slow one.
    if (!hint.test(text)) return []
    const found = [...text.matchAll(pattern)].map(([match]) => match)
    if (found.length === 0 || (path === 'description' && found.every(isOwn))) return []
    const reason = `contains ${what}: it belongs into the contact.`
    return [{ path, reason, weight, ...(path === 'title' && { isRefused: true }) }]
  })
}

function readDigits(text: string): string {
  return text.replace(/\D/g, '').replace(/^0+/, '').slice(-8)
}
