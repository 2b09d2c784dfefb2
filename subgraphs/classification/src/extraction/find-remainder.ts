import type { Fact } from './fact.ts'
import type { Reading } from './reading.ts'

/** The words of a text that no fact covers and that are no fillers, in their order, parted by single spaces. */
export function findRemainder(text: string, reading: Reading, used: readonly Fact[]): string {
  const { tokens } = reading
  const isUsed: boolean[] = new Array(tokens.length).fill(false)
  for (const { from, to } of used) isUsed.fill(true, from, to)
  const pieces: string[] = []
  let index = 0
  let end = -1
  while (index < tokens.length) {
    const token = tokens[index]
    if (token === undefined) break
    if (isUsed[index] || token.kind === 'sign') {
      index++
      continue
    }
    const filler = fillerLength(reading, index, isUsed)
    if (filler > 0) {
      index += filler
      continue
    }
    // Glued tokens are one word ("24h"), and so are those with only a hyphen between them.
    const isSameWord = token.isGlued && end === token.start
    const previous = pieces.length - 1
    if (isSameWord && previous >= 0) pieces[previous] += token.raw
    else pieces.push(text.slice(token.start, token.end))
    end = token.end
    index++
  }
  return pieces.join(' ')
}

function fillerLength(reading: Reading, index: number, isUsed: readonly boolean[]): number {
  if (reading.blockedLength(index) > 0) return 0
  const filler = reading.find(index, 'filler')
  if (filler === undefined) return 0
  for (let i = index; i < index + filler.length; i++) if (isUsed[i]) return 1
  return filler.length
}
