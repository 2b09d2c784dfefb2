import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createError } from '../errors/create-error.ts'
import type { Viewer } from './viewer.ts'

/** Headers that carry identity from the router to a subgraph. What a client sends under these names is dropped. */
export const identityHeaders = [
  'x-user-id',
  'x-user-role',
  'x-user-scopes',
  'x-session-id',
  'x-client-address',
  'x-client-device',
  'x-request-id',
  'traceparent',
] as const

/** A request older or newer than this is refused: it bounds how long a captured one could be replayed. */
const maximumAgeMs = 60_000

/** What a subgraph learns of a request besides its body. */
export interface RequestIdentity {
  readonly viewer: Viewer | null
  readonly requestId: string
  /** Network address of the client, as the router's trusted proxies tell it. */
  readonly clientAddress: string
  /** What the client calls itself, as readDevice makes it; nothing where it is not known. Never proves anything. */
  readonly device?: string
  /** W3C trace context. */
  readonly traceparent: string
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * The headers for one request to one subgraph, signed together with its body by HMAC-SHA256. The signature names the
 * subgraph and the time, so that it serves for no other.
 */
export function signSubgraphRequest(
  identity: RequestIdentity,
  request: { readonly subgraph: string; readonly body: string; readonly secret: string; readonly nowMs: number },
): Record<string, string> {
  const headers: Record<string, string> = {
    'x-user-id': identity.viewer?.id ?? '',
    'x-user-role': identity.viewer?.role ?? '',
    'x-user-scopes': identity.viewer?.scopes.join(' ') ?? '',
    'x-session-id': identity.viewer?.sessionId ?? '',
    'x-client-address': identity.clientAddress,
    'x-client-device': identity.device ?? '',
    'x-request-id': identity.requestId,
    traceparent: identity.traceparent,
  }
  const timestamp = String(request.nowMs)
  const signature = computeSignature(headers, { ...request, timestamp })
  return { ...headers, 'x-router-timestamp': timestamp, 'x-router-signature': signature }
}

/**
 * Who sent a request, when it was signed by the router for this subgraph within the last minute. `secrets` may hold
 * two during a rotation. Throws UNAUTHENTICATED otherwise.
 */
export function verifySubgraphRequest(
  headers: Headers,
  request: {
    readonly subgraph: string
    readonly body: string
    readonly secrets: readonly string[]
    readonly nowMs: number
  },
): RequestIdentity {
  const timestamp = single(headers['x-router-timestamp'])
  const given = Buffer.from(single(headers['x-router-signature']))
  const isFresh = /^\d{1,15}$/.test(timestamp) && Math.abs(request.nowMs - Number(timestamp)) <= maximumAgeMs
  const isSigned = request.secrets.some((secret) => {
    const expected = Buffer.from(computeSignature(headers, { ...request, secret, timestamp }))
    return expected.length === given.length && timingSafeEqual(expected, given)
  })
  if (!isSigned || !isFresh) throw createError('UNAUTHENTICATED', 'This service answers the router only.')
  const id = single(headers['x-user-id'])
  return {
    viewer: id === '' ? null : readViewer(id, headers),
    requestId: single(headers['x-request-id']),
    clientAddress: single(headers['x-client-address']),
    device: single(headers['x-client-device']),
    traceparent: single(headers.traceparent),
  }
}

function readViewer(id: string, headers: Headers): Viewer {
  return {
    id,
    role: single(headers['x-user-role']) as Viewer['role'],
    scopes: single(headers['x-user-scopes']).split(' ').filter(Boolean),
    sessionId: single(headers['x-session-id']) || null,
  }
}

function computeSignature(
  headers: Headers,
  request: { readonly subgraph: string; readonly body: string; readonly secret: string; readonly timestamp: string },
): string {
  const bodyHash = createHash('sha256').update(request.body).digest('hex')
  // JSON keeps the parts apart whatever they contain.
  const parts = [request.subgraph, request.timestamp, ...identityHeaders.map((name) => single(headers[name])), bodyHash]
  return createHmac('sha256', request.secret).update(JSON.stringify(parts)).digest('base64url')
}

function single(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}
