import { createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'

/** A file that is written piece by piece. */
export interface TextWriter {
  /** Resolves when more may be written: never more than a little is held. Rejects when the disk refuses. */
  readonly put: (text: string) => Promise<void>
  /** Resolves when all of it is written. */
  readonly close: () => Promise<void>
}

export function openTextWriter(file: string): TextWriter {
  const stream = createWriteStream(file)
  const end = finished(stream)
  // Whoever writes next is told.
  end.catch(() => {})
  return {
    async put(text) {
      if (stream.errored !== null) throw stream.errored
      if (!stream.write(text))
        await Promise.race([new Promise<void>((resolve) => stream.once('drain', () => resolve())), end])
    },
    async close() {
      stream.end()
      await end
    },
  }
}
