import type { ServerResponse } from 'node:http'
import type { Schedule } from '../supergraph/sources/schedule.ts'

/** Silent periods after which a client that takes nothing is dropped, and an answer that has ended is given up. */
const patience = 2

/** Writes server-sent events to a response. */
export interface EventWriter {
  /** Settles when the client can take more; at once when it has left. */
  readonly write: (event: 'next' | 'complete', data?: unknown) => Promise<void>
  /** Ends the response; a client that does not take the rest is dropped after two pings. */
  readonly end: () => void
}

/**
 * Events as graphql-sse has them, over a response whose head is written. A comment goes out every `pingMs`, so that neither side takes
 * silence for death. A client that takes nothing for two pings is dropped.
 */
export function writeEvents(
  response: ServerResponse,
  { pingMs, schedule }: { readonly pingMs: number; readonly schedule: Schedule },
): EventWriter {
  let stuckBeats = 0
  let cancel = schedule(beat, pingMs)
  response.once('close', () => cancel())

  function beat(): void {
    stuckBeats = response.writableNeedDrain || response.writableEnded ? stuckBeats + 1 : 0
    if (stuckBeats >= patience) return void response.destroy()
    if (stuckBeats === 0) response.write(':\n\n')
    cancel = schedule(beat, pingMs)
  }

  return {
    write: (event, data) =>
      new Promise((resolve) => {
        if (response.destroyed || response.writableEnded) return resolve()
        const text = data === undefined ? '' : ` ${JSON.stringify(data)}`
        if (response.write(`event: ${event}\ndata:${text}\n\n`)) return resolve()
        const settle = () => {
          response.off('drain', settle)
          response.off('close', settle)
          resolve()
        }
        response.once('drain', settle)
        response.once('close', settle)
      }),
    end: () => void response.end(),
  }
}
