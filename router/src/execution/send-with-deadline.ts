import type { Transport, TransportRequest, TransportResponse } from '@ree-ai/kit/transport/transport'

/** What became of a request: an answer, or why there is none. */
export type SendResult =
  | { readonly response: TransportResponse }
  | { readonly failure: 'timeout' | 'unreachable'; readonly cause: unknown }

/** Errors after which nothing can have run twice that matters: the connection failed, not the exchange. */
const connectionErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
])

/**
 * Sends a request and gives up after `deadlineMs`, also when the transport does not heed its signal. With `canRetry` a
 * failed connection is tried once more within the same deadline; `createRequest` is called for each try. Never rejects.
 */
export async function sendWithDeadline(
  send: Transport,
  createRequest: () => Omit<TransportRequest, 'signal'>,
  options: { readonly deadlineMs: number; readonly canRetry: boolean },
): Promise<SendResult> {
  const controller = new AbortController()
  const { signal } = controller
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<SendResult>((resolve) => {
    timer = setTimeout(() => {
      resolve({ failure: 'timeout', cause: new Error(`no answer within ${options.deadlineMs} ms`) })
      controller.abort()
    }, options.deadlineMs)
  })
  const attempt = async (canRetry: boolean): Promise<SendResult> => {
    try {
      return { response: await send({ ...createRequest(), signal }) }
    } catch (cause) {
      if (canRetry && !signal.aborted && isConnectionError(cause)) return attempt(false)
      return { failure: 'unreachable', cause }
    }
  }
  try {
    return await Promise.race([attempt(options.canRetry), timeout])
  } finally {
    clearTimeout(timer)
  }
}

function isConnectionError(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = (error as NodeJS.ErrnoException).code
  return connectionErrors.has(code ?? '') || isConnectionError(error.cause)
}
