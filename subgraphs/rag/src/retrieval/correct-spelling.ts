import { editDistance } from './edit-distance.ts'

export type SpellingVocabulary = {
  readonly has: (word: string) => boolean
  /** The known word most probably meant, or undefined when there is none within two edits. */
  readonly correct: (word: string) => string | undefined
}

const shortestCorrected = 4
/** A second edit is allowed from this length on. */
const twoEditsMin = 7
const candidatesMax = 2_000

/**
 * A spelling corrector over the words of an index (as `tokenize` gives them, not stemmed) with their frequencies. Candidates share at least one
 * deletion variant with the word (SymSpell's observation: two words within two edits do), so a look-up does not walk the vocabulary.
 * One edit beats two; between equals the more frequent word wins, then one with the same first letter. Words with digits,
 * words under four letters and known words are left alone.
 */
export function createSpellingVocabulary(frequencies: ReadonlyMap<string, number>): SpellingVocabulary {
  const variants = new Map<string, string[]>()
  for (const word of frequencies.keys()) {
    if (!isCorrectable(word)) continue
    for (const variant of deletions(word, word.length >= twoEditsMin ? 2 : 1)) {
      const words = variants.get(variant)
      if (words) words.push(word)
      else variants.set(variant, [word])
    }
  }

  function correct(word: string): string | undefined {
    if (!isCorrectable(word) || frequencies.has(word)) return undefined
    const editsMax = word.length >= twoEditsMin ? 2 : 1
    const candidates = new Set<string>()
    for (const variant of deletions(word, editsMax)) {
      for (const candidate of variants.get(variant) ?? []) {
        if (candidates.size < candidatesMax) candidates.add(candidate)
      }
    }
    let best: string | undefined
    let bestCost = Number.POSITIVE_INFINITY
    for (const candidate of candidates) {
      const edits = editDistance(word, candidate, editsMax)
      if (edits > editsMax) continue
      const rarity = 1 / (1 + Math.log1p(frequencies.get(candidate) ?? 0))
      const cost = edits + 0.5 * rarity + (candidate[0] === word[0] ? 0 : 0.3)
      if (cost < bestCost || (cost === bestCost && best !== undefined && candidate < best)) {
        best = candidate
        bestCost = cost
      }
    }
    return best
  }

  return { has: (word) => frequencies.has(word), correct }
}

function isCorrectable(word: string): boolean {
  return word.length >= shortestCorrected && word.length <= 24 && /^\p{L}+$/u.test(word)
}

/** The word and all words made from it by leaving out up to `max` letters. */
function deletions(word: string, max: number): ReadonlySet<string> {
  const found = new Set([word])
  let last = [word]
  for (let step = 0; step < max; step++) {
    const next: string[] = []
    for (const variant of last) {
      for (let i = 0; i < variant.length; i++) {
        const shorter = variant.slice(0, i) + variant.slice(i + 1)
        if (found.has(shorter)) continue
        found.add(shorter)
        next.push(shorter)
      }
    }
    last = next
  }
  return found
}
