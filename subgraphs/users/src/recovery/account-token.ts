import { createHash, randomBytes } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'

/** What a token that was sent by mail is good for. */
export type TokenPurpose = 'VERIFY_EMAIL' | 'RESET_PASSWORD'

const hourMs = 60 * 60 * 1000

/** How long each is good, in ms. */
export const tokenLifetimeMs = { VERIFY_EMAIL: 24 * hourMs, RESET_PASSWORD: hourMs } as const satisfies Record<
  TokenPurpose,
  number
>

/** A new token: 256 random bits. Only its hash is stored. */
export function createAccountToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashAccountToken(token) }
}

/** SHA-256 of a token. It needs no salt or cost: the token cannot be guessed. */
export function hashAccountToken(token: string): string {
  return createHash('sha256').update(`account ${token}`).digest('base64url')
}

/** Whether a text has the form of a token. */
export function isAccountToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** One answer for every token that is good for nothing: unknown, expired, used, meant for another address. */
export function createTokenError() {
  return createError('INVALID_TOKEN', 'The link is not good any more. Ask for a new mail.')
}
