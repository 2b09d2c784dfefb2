import type { SpamSign } from './spam-sign.ts'

/** Below, a text is too short for a share of it to say anything. */
const wordsMin = 40
const keywordShareMax = 0.12
const keywordLengthMin = 4
const repeatedMin = 5

/** The same sign, word or line over and over, and words that stand everywhere to be found by searches. `words` are the text's. */
export function findRepetition(
  text: string,
  { folded, words }: { readonly folded: string; readonly words: readonly string[] },
  path: SpamSign['path'],
): SpamSign[] {
  const signs: SpamSign[] = []
  const add = (reason: string, weight: number) => signs.push({ path, reason, weight })
  if (/(\p{L})\1{5,}/iu.test(text)) add('repeats a letter many times.', 0.5)
  if (/[!?]{4,}/.test(text) || /[$€£]{3,}/.test(text)) add('has rows of exclamation, question or currency signs.', 0.2)
  const run = longestRun(words)
  if (run >= repeatedMin) add(`says one word ${run} times in a row.`, 1)
  const counts = new Map<string, number>()
  for (const one of words) if (one.length >= keywordLengthMin) counts.set(one, (counts.get(one) ?? 0) + 1)
  const [keyword, count] = [...counts].reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['', 0])
  if (words.length >= wordsMin && count >= 8 && count / words.length > keywordShareMax)
    add(`says "${keyword}" ${count} times in ${words.length} words.`, 0.7)
  const lines = folded
    .split(/[\n.!?]+/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 20)
  const repeats = lines.length - new Set(lines).size
  if (repeats >= 3 && repeats > lines.length / 3) add('repeats whole sentences.', 0.6)
  return signs
}

function longestRun(words: readonly string[]): number {
  let longest = 0
  let run = 0
  words.forEach((one, index) => {
    run = one === words[index - 1] ? run + 1 : 1
    longest = Math.max(longest, run)
  })
  return longest
}
