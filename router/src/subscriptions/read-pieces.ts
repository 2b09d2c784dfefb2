import type { Exchange } from './begin-exchange.ts'

/**
 * The pieces of an answer as they come. Ends when the answer does, and when the exchange is over because it was left; fails when it breaks,
 * or when nothing comes for `silenceMs` while somebody waits. Either way the exchange is over then.
 */
export async function* readPieces(
  body: AsyncIterable<string>,
  exchange: Exchange,
  silenceMs: number,
): AsyncGenerator<string> {
  const reader = body[Symbol.asyncIterator]()
  try {
    for (;;) {
      const heard = exchange.within(silenceMs)
      const piece = await reader.next().finally(heard)
      if (piece.done || exchange.readEnd() === 'left') return
      yield piece.value
    }
  } catch (error) {
    if (exchange.readEnd() !== 'left') throw error
  } finally {
    exchange.end('done')
    reader.return?.().catch(() => {})
  }
}
