import type { Reading } from './reading.ts'

const sentenceEnd = new Set(['.', '!', '?', '\n', ';'])

/**
 * For each token whether it stands in a question about a listing that is already on the table ("Does it allow pets?"): such a
 * question wishes for nothing. It reaches from the asking words to the end of the sentence.
 */
export function findAsked(reading: Reading): readonly boolean[] {
  const { tokens } = reading
  const asked: boolean[] = new Array(tokens.length).fill(false)
  let isAsked = false
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (token !== undefined && sentenceEnd.has(token.folded)) isAsked = false
    else if (!isAsked && reading.blockedLength(i) === 0 && reading.find(i, 'ask') !== undefined) isAsked = true
    asked[i] = isAsked
  }
  return asked
}
