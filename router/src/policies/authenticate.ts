import { createError } from '@ree-ai/kit/errors/create-error'
import { serviceAudience, serviceIssuer } from '@ree-ai/kit/router-client/service-token'
import { GraphQLError } from 'graphql'
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions, jwtVerify } from 'jose'
import { withStatus } from '../errors/with-status.ts'
import { asymmetricAlgorithms } from '../settings/token-settings.ts'
import type { EndedSessions } from './ended-sessions.ts'
import type { OtherIssuer } from './other-issuer.ts'
import type { TokenViewer } from './token-viewer.ts'

/** How tokens are checked. */
export interface AuthenticateOptions {
  readonly issuers: readonly string[]
  readonly audience: string
  /** The algorithms that users' tokens may be signed with. HS256 only ever with `secretKey`. */
  readonly algorithms: readonly string[]
  /** Finds a published key; used unless `algorithms` is HS256. */
  readonly findKey: JWTVerifyGetKey
  /** The shared key for HS256, at least 32 characters. */
  readonly secretKey?: string
  /** The keys of services' tokens: ROUTER_SUBGRAPH_SECRET, two during a rotation. */
  readonly serviceSecrets: readonly string[]
  /** Other identity providers, each with keys of its own. */
  readonly otherIssuers?: readonly (OtherIssuer & { readonly findKey: JWTVerifyGetKey })[]
  readonly clockToleranceSeconds: number
  readonly endedSessions: Pick<EndedSessions, 'isEnded'>
  readonly nowMs: () => number
}

/** Longest header that is looked at: real tokens have under 1 KB. */
const headerCharactersMax = 8_192
/** Services make a token for each call: an old one was stolen. */
const serviceTokenAgeMaxSeconds = 120
const bearer = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i
const userRoles = ['USER', 'AGENT', 'ADMIN'] as const

/**
 * Tells who sends a request from its `authorization` header: null without one. Anything else than a good token is an
 * error with status 401 and code UNAUTHENTICATED, never an anonymous request. The issuer decides which keys and
 * algorithms apply, so that no token can choose them: users' tokens never pass by the services' key, nor public keys as
 * a shared secret, and only the services' issuer makes a SERVICE. Nothing in a token's header but `alg` and `kid` is used.
 *
 * A viewer of another issuer is `<issuer>|<sub>`, so that no two issuers name the same one, and has the role and the scopes that
 * the issuer's settings allow.
 */
export function authenticate(
  options: AuthenticateOptions,
): (authorization: string | undefined) => Promise<TokenViewer | null> {
  const serviceKeys = options.serviceSecrets.map((secret) => new TextEncoder().encode(secret))
  const isShared = options.algorithms.includes('HS256')
  if (isShared && (options.algorithms.length > 1 || (options.secretKey ?? '').length < 32))
    throw new Error('HS256 needs a secret of at least 32 characters and goes with no other algorithm.')
  const userKey = isShared ? new TextEncoder().encode(options.secretKey) : options.findKey

  const others = new Map(options.otherIssuers?.map((issuer) => [issuer.issuer, issuer]))

  const common = () => ({
    clockTolerance: options.clockToleranceSeconds,
    currentDate: new Date(options.nowMs()),
    requiredClaims: ['sub', 'exp'],
  })

  async function verifyService(token: string): Promise<TokenViewer> {
    const rules = {
      ...common(),
      algorithms: ['HS256'],
      issuer: serviceIssuer,
      audience: serviceAudience,
      maxTokenAge: serviceTokenAgeMaxSeconds,
    }
    const payload = await verifyByAny(token, serviceKeys, rules)
    const livesSeconds = (payload.exp ?? 0) - (payload.iat ?? 0)
    if (payload.role !== 'SERVICE' || livesSeconds > serviceTokenAgeMaxSeconds) throw invalid()
    const expiresAtMs = readExpiryMs(payload, options.clockToleranceSeconds)
    return { id: payload.sub ?? '', role: 'SERVICE', scopes: readScopes(payload), sessionId: null, expiresAtMs }
  }

  async function verifyUser(token: string): Promise<TokenViewer> {
    const rules = {
      ...common(),
      algorithms: [...options.algorithms],
      issuer: [...options.issuers],
      audience: options.audience,
    }
    const { payload } =
      typeof userKey === 'function' ? await jwtVerify(token, userKey, rules) : await jwtVerify(token, userKey, rules)
    const role = userRoles.find((known) => known === (payload.role ?? 'USER'))
    if (role === undefined || !isIdentifier(payload.sub) || isFromFuture(payload)) throw invalid()
    const sessionId = isIdentifier(payload.sid) ? payload.sid : null
    if (sessionId !== null && (await options.endedSessions.isEnded(sessionId)))
      throw unauthenticated('The session has ended. Sign in again.')
    const expiresAtMs = readExpiryMs(payload, options.clockToleranceSeconds)
    return { id: payload.sub, role, scopes: readScopes(payload), sessionId, expiresAtMs }
  }

  async function verifyOther(token: string, issuer: OtherIssuer & { readonly findKey: JWTVerifyGetKey }) {
    const rules = {
      ...common(),
      algorithms: [...(issuer.algorithms ?? asymmetricAlgorithms)],
      issuer: issuer.issuer,
      audience: issuer.audience ?? options.audience,
    }
    const { payload } = await jwtVerify(token, issuer.findKey, rules)
    if (!isIdentifier(payload.sub) || isFromFuture(payload)) throw invalid()
    const { role } = payload
    return {
      id: `${issuer.issuer}|${payload.sub}`,
      role: (typeof role === 'string' && Object.hasOwn(issuer.roles ?? {}, role) && issuer.roles?.[role]) || 'USER',
      scopes: readScopes(payload).filter((scope) => issuer.scopes?.includes(scope)),
      // The list of ended sessions is of our own.
      sessionId: null,
      expiresAtMs: readExpiryMs(payload, options.clockToleranceSeconds),
    } satisfies TokenViewer
  }

  /** Clocks that differ more than tolerated, or a token made for later. */
  function isFromFuture({ iat }: JWTPayload): boolean {
    return iat !== undefined && iat > options.nowMs() / 1_000 + options.clockToleranceSeconds
  }

  async function verify(token: string): Promise<TokenViewer> {
    const issuer = readIssuer(token)
    if (issuer === serviceIssuer) return verifyService(token)
    const other = typeof issuer === 'string' ? others.get(issuer) : undefined
    return other === undefined ? verifyUser(token) : verifyOther(token, other)
  }

  return async (authorization) => {
    if (authorization === undefined) return null
    const token = authorization.length > headerCharactersMax ? undefined : bearer.exec(authorization)?.[1]
    if (token === undefined) throw unauthenticated('The authorization header has to be "Bearer" and a token.')
    try {
      return await verify(token)
    } catch (error) {
      throw toRefusal(error)
    }
  }
}

async function verifyByAny(token: string, keys: readonly Uint8Array[], rules: JWTVerifyOptions): Promise<JWTPayload> {
  for (const key of keys.slice(0, -1)) {
    try {
      return (await jwtVerify(token, key, rules)).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
    }
  }
  const last = keys.at(-1)
  if (last === undefined) throw invalid()
  return (await jwtVerify(token, last, rules)).payload
}

/** The issuer a token claims; it only selects the checks, which then have to hold. */
function readIssuer(token: string): unknown {
  return decodeJwt(token).iss
}

/** When the token stops being accepted: the clocks' tolerance counts, as it does when it comes in. */
function readExpiryMs(payload: JWTPayload, clockToleranceSeconds: number): number {
  return ((payload.exp ?? 0) + clockToleranceSeconds) * 1_000
}

function readScopes(payload: JWTPayload): readonly string[] {
  return typeof payload.scope === 'string' ? payload.scope.split(' ').filter((scope) => scope !== '') : []
}

function isIdentifier(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]{1,200}$/.test(value)
}

function toRefusal(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error.extensions.http === undefined ? withStatus(error) : error
  if (error instanceof errors.JWTExpired) return unauthenticated('The token has expired. Refresh it.')
  if (error instanceof errors.JOSEError) return invalid()
  throw error
}

function invalid(): GraphQLError {
  return unauthenticated('The token is not valid.')
}

function unauthenticated(message: string): GraphQLError {
  return withStatus(createError('UNAUTHENTICATED', message), {
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
  })
}
