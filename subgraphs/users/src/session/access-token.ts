import { randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import type { Account } from '../account/account.ts'
import { scopesByRole } from '../account/scopes.ts'
import type { TokenKey } from '../signing-key/create-key-ring.ts'

/** Who makes access tokens, and for whom: claims `iss` and `aud`. */
export const accessTokenIssuer = 'ree-ai-users'
export const accessTokenAudience = 'ree-ai-router'

/** A signed access token: `sub`, `role`, `scope`, `sid`, `iss`, `aud`, `iat`, `exp`, `jti`. */
export async function signAccessToken(
  session: { readonly id: string; readonly account: Account },
  options: { readonly key: TokenKey; readonly nowMs: number; readonly lifetimeMs: number },
): Promise<string> {
  const { algorithm, kid, key } = options.key
  const issuedAt = Math.floor(options.nowMs / 1000)
  const { role } = session.account
  return new SignJWT({ role, scope: scopesByRole[role].join(' '), sid: session.id })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(kid === null ? {} : { kid }) })
    .setSubject(session.account.id)
    .setIssuer(accessTokenIssuer)
    .setAudience(accessTokenAudience)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + options.lifetimeMs / 1000)
    .setJti(randomUUID())
    .sign(key)
}
