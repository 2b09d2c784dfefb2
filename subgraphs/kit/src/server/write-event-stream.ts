import type { ServerResponse } from 'node:http'

/** Writes server-sent events, as graphql-sse has them, to a response whose head is not written yet. */
export interface EventStreamWriter {
  /** Settles when more can be taken; at once when the client has left. */
  readonly write: (event: 'next' | 'complete', data?: unknown) => Promise<void>
  readonly end: () => void
}

/** Writes the head, and a comment every `pingMs` so that the reader knows the stream alive while nothing happens. */
export function writeEventStream(response: ServerResponse, pingMs: number): EventStreamWriter {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
  })
  response.write(':\n\n')
  let isFull = false
  const timer = setInterval(() => {
    if (!isFull) response.write(':\n\n')
  }, pingMs).unref()
  response.once('close', () => clearInterval(timer))
  return {
    write: (event, data) =>
      new Promise((resolve) => {
        if (response.destroyed || response.writableEnded) return resolve()
        const text = data === undefined ? '' : ` ${JSON.stringify(data)}`
        if (response.write(`event: ${event}\ndata:${text}\n\n`)) return resolve()
        isFull = true
        const settle = () => {
          isFull = false
          response.off('drain', settle)
          response.off('close', settle)
          resolve()
        }
        response.once('drain', settle)
        response.once('close', settle)
      }),
    end() {
      clearInterval(timer)
      response.end()
    },
  }
}
