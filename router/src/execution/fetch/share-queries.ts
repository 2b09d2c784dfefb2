import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraph.ts'
import { copyJson } from './copy-json.ts'
import { createFetchError, readFetchFailure } from './fetch-failure.ts'
import { identifySender } from './identify-sender.ts'
import { onAbort } from './on-abort.ts'

/** Someone who waits for a shared exchange. */
interface Waiting {
  readonly request: SubgraphRequest
  readonly resolve: (answer: SubgraphAnswer) => void
  readonly reject: (error: unknown) => void
  readonly stop: () => void
}

interface Exchange {
  readonly waiting: Set<Waiting>
  readonly controller: AbortController
}

/**
 * Equal queries under way share one exchange when the subgraph would be told the same of who asks: viewer, role, scopes,
 * session and address. Each gets an answer of its own, to do with as it likes. Who leaves is let go at once; the
 * exchange ends with the last. A query never shares what began before a mutation ended that went to the same subgraph, nor
 * what began at another moment of the cache.
 */
export function shareQueries(subgraph: Subgraph, options: { readonly onShare?: () => void } = {}): Subgraph {
  const underWay = new Map<string, Exchange>()

  function begin(key: string, first: SubgraphRequest): Exchange {
    const controller = new AbortController()
    const exchange: Exchange = { waiting: new Set(), controller }
    underWay.set(key, exchange)
    const request = { ...first, context: { ...first.context, signal: controller.signal } }
    subgraph
      .send(request)
      .finally(() => forget(key, exchange))
      .then(
        (answer) => settle(exchange, answer),
        (error) => {
          for (const waiting of exchange.waiting) refuse(waiting, error)
        },
      )
    return exchange
  }

  /** All copies are made before anyone goes on with theirs: what waits runs later. */
  function settle({ waiting }: Exchange, answer: SubgraphAnswer): void {
    const [first, ...others] = waiting
    for (const each of others) {
      try {
        each.resolve(copyJson(answer))
      } catch {
        // Nested deeper than can be copied.
        const failure = { outcome: 'http_error', status: null, isConnectionFailed: false } as const
        each.reject(createFetchError(subgraph.name, failure, each.request.path))
      }
    }
    first?.resolve(answer)
    for (const { stop } of waiting) stop()
  }

  /** An error as it stands at the caller's own place. */
  function refuse({ request, reject, stop }: Waiting, error: unknown): void {
    stop()
    const failure = readFetchFailure(error)
    reject(failure === null ? error : createFetchError(subgraph.name, failure, request.path))
  }

  function forget(key: string, exchange: Exchange): void {
    if (underWay.get(key) === exchange) underWay.delete(key)
  }

  function join(key: string, exchange: Exchange, request: SubgraphRequest): Promise<SubgraphAnswer> {
    return new Promise((resolve, reject) => {
      const { signal } = request.context
      const stop = onAbort(signal, () => {
        exchange.waiting.delete(waiting)
        const failure = { outcome: 'cancelled', status: null, isConnectionFailed: false } as const
        reject(createFetchError(subgraph.name, failure, request.path))
        if (exchange.waiting.size > 0) return
        forget(key, exchange)
        exchange.controller.abort(signal.reason)
      })
      const waiting: Waiting = { request, resolve, reject, stop }
      exchange.waiting.add(waiting)
    })
  }

  return {
    ...subgraph,
    async send(request) {
      if (request.kind !== 'query') {
        try {
          return await subgraph.send(request)
        } finally {
          underWay.clear()
        }
      }
      const { context, query, variables, representations, isTraced = false, cacheMoment } = request
      if (context.signal.aborted) return subgraph.send(request)
      const key = JSON.stringify([identifySender(context), isTraced, cacheMoment, query, variables, representations])
      const present = underWay.get(key)
      if (present !== undefined) options.onShare?.()
      return join(key, present ?? begin(key, request), request)
    },
  }
}
