import { createHash, randomBytes } from 'node:crypto'

/** How long a session lives without being used, in milliseconds. Each use renews it. */
export const sessionLifetimeMs = 30 * 24 * 60 * 60 * 1000

/** A new refresh token: 256 random bits. Only its hash is stored. */
export function createRefreshToken(): { readonly token: string; readonly tokenHash: string } {
  const token = randomBytes(32).toString('base64url')
  return { token, tokenHash: hashRefreshToken(token) }
}

/** SHA-256 of a refresh token. It needs no salt or cost: the token cannot be guessed. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Whether a text has the form of a refresh token. */
export function isRefreshToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}
