import type { Account } from '../account/account.ts'
import type { Services } from '../services.ts'
import { signAccessToken } from './access-token.ts'

/** A session that was opened or renewed in the database, with the refresh token that belongs to it. */
export interface OpenSession {
  readonly id: string
  readonly account: Account
  readonly refreshToken: string
}

/** What a successful sign-in returns: behind the GraphQL type AuthPayload. */
export interface SignedIn {
  readonly account: Account
  readonly accessToken: string
  readonly refreshToken: string
  readonly expiresInSeconds: number
}

/** The pair of tokens for a session. */
export async function issueTokens(services: Services, session: OpenSession): Promise<SignedIn> {
  const accessToken = await signAccessToken(session, {
    key: await services.keys.getCurrent(),
    nowMs: services.nowMs(),
    lifetimeMs: services.accessTokenMs,
  })
  const { account, refreshToken } = session
  return { account, accessToken, refreshToken, expiresInSeconds: services.accessTokenMs / 1000 }
}
