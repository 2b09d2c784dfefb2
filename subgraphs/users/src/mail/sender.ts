import { checkEmail } from '../account/check-email.ts'

/** Whom mail comes from. */
export interface Sender {
  /** Empty when there is none. */
  readonly name: string
  readonly address: string
}

/** Reads `Name <address>` or an address alone; null when it is neither. */
export function readSender(text: string): Sender | null {
  const [, name = '', address = ''] = /^(?:([^<>]*)<([^<>\s]+)>)$/.exec(text.trim()) ?? ['', '', text.trim()]
  if (checkEmail(address) !== null || /\p{Cc}/u.test(name)) return null
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address }
}
