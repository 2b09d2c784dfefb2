import type { Subgraph } from '../subgraph.ts'
import { onAbort } from './on-abort.ts'

/** Ends whatever a request takes, retries included, after `deadlineMs` by a signal whose reason is a `TimeoutError`. */
export function setDeadline(subgraph: Subgraph, deadlineMs: number): Subgraph {
  return {
    ...subgraph,
    async send(request) {
      const { signal } = request.context
      const controller = new AbortController()
      const stop = onAbort(signal, () => controller.abort(signal.reason))
      const timer = setTimeout(
        () => controller.abort(new DOMException(`no answer within ${deadlineMs} ms`, 'TimeoutError')),
        deadlineMs,
      )
      try {
        return await subgraph.send({ ...request, context: { ...request.context, signal: controller.signal } })
      } finally {
        clearTimeout(timer)
        stop()
      }
    },
  }
}
