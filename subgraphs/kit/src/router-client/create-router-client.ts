import { type DocumentNode, print } from 'graphql'
import { SignJWT } from 'jose'
import { createError } from '../errors/create-error.ts'
import { isErrorCode } from '../errors/is-error-code.ts'
import type { Transport } from '../transport/transport.ts'
import { serviceAudience, serviceIssuer } from './service-token.ts'

/** A typed operation: codegen's TypedDocumentNode. */
export interface TypedDocument<Result, Variables> extends DocumentNode {
  readonly __apiType?: (variables: Variables) => Result
}

/** Calls the router as this service. Rejects with a registered code when the router cannot answer in full. */
export type RouterClient = <Result, Variables>(
  document: TypedDocument<Result, Variables>,
  variables: Variables,
  options?: { readonly timeoutMs?: number; readonly traceparent?: string },
) => Promise<Result>

/**
 * The one way a subgraph reaches another backend: through the router, with a token of its own that lives a minute and
 * carries the scopes it was made with. A call ends after `timeoutMs` (5 s by default) with GATEWAY_TIMEOUT.
 */
export function createRouterClient(deps: {
  readonly service: string
  readonly scopes: readonly string[]
  readonly secret: string
  readonly transport: Transport
  readonly nowMs: () => number
}): RouterClient {
  const key = new TextEncoder().encode(deps.secret)
  const createToken = () => {
    const nowSeconds = Math.floor(deps.nowMs() / 1000)
    return new SignJWT({ role: 'SERVICE', scope: deps.scopes.join(' ') })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(`service:${deps.service}`)
      .setIssuer(serviceIssuer)
      .setAudience(serviceAudience)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + 60)
      .sign(key)
  }
  return async (document, variables, options = {}) => {
    const signal = AbortSignal.timeout(options.timeoutMs ?? 5_000)
    const response = await deps
      .transport({
        method: 'POST',
        path: '/graphql',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          authorization: `Bearer ${await createToken()}`,
          'apollographql-client-name': `ree-ai-${deps.service}`,
          ...(options.traceparent ? { traceparent: options.traceparent } : {}),
        },
        body: JSON.stringify({ query: print(document), variables }),
        signal,
      })
      .catch((cause: unknown) => {
        if (signal.aborted) throw createError('GATEWAY_TIMEOUT', 'Another service took too long.')
        throw Object.assign(createError('SUBREQUEST_HTTP_ERROR', 'Another service could not be reached.'), { cause })
      })
    return readResult(response.body)
  }
}

function readResult<Result>(body: string): Result {
  const answer = parseAnswer(body)
  const [error] = answer.errors ?? []
  if (error === undefined && answer.data) return answer.data as Result
  const code = error?.extensions?.code
  throw createError(
    isErrorCode(code) ? code : 'SUBREQUEST_HTTP_ERROR',
    error?.message ?? 'Another service gave no answer.',
  )
}

interface Answer {
  readonly data?: unknown
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: unknown } }[]
}

function parseAnswer(body: string): Answer {
  try {
    return JSON.parse(body) as Answer
  } catch {
    throw createError('SUBREQUEST_HTTP_ERROR', 'Another service gave an answer that is not JSON.')
  }
}
