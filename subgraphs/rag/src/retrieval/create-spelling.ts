import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { stem } from '@ree-ai/kit/language/stem'
import { tokenize } from '@ree-ai/kit/language/tokenize'
import { takeTurn } from '@ree-ai/kit/turns/take-turn'
import type { CollectionName } from '../index/collection.ts'
import { createSpellingVocabulary } from './correct-spelling.ts'

/** Replaces misspelt words by the ones most probably meant. */
export type Spelling = (text: string) => Promise<string>

const freshMs = 60_000
const wordsMax = 16
/** A word of this length is long enough to tell a slip from another word. */
const longLengthMin = 6

/**
 * Corrects queries against the words of a collection as they were indexed. Words that a text of it holds, that the language knows (the words
 * of `model`), or that are like no other stay, and so does everything between the words. A long query is corrected in its first 16
 * unknown words. The vocabulary is read when an unknown word comes, and kept for a minute.
 */
export function createSpelling(
  client: PrismaClient,
  collection: CollectionName,
  deps: { readonly model: EmbeddingModel; readonly nowMs: () => number },
): Spelling {
  const { model, nowMs } = deps
  let vocabulary: readonly { readonly word: string; readonly frequency: number }[] = []
  let validUntilMs = 0

  async function findUnknown(words: readonly string[]): Promise<readonly string[]> {
    const known = await client.indexedWord.findMany({
      where: { collection, word: { in: [...words] } },
      select: { word: true },
    })
    const names = new Set(known.map(({ word }) => word))
    return words.filter((word) => !names.has(word)).slice(0, wordsMax)
  }

  return async (text) => {
    const words = [...new Set(tokenize(text))].filter(
      (word) => /^\p{L}{4,24}$/u.test(word) && !model.words.has(stem(word, 'en')),
    )
    if (words.length === 0) return text
    const unknown = await findUnknown(words)
    if (unknown.length === 0) return text
    if (nowMs() >= validUntilMs) {
      vocabulary = await client.indexedWord.findMany({ where: { collection }, select: { word: true, frequency: true } })
      validUntilMs = nowMs() + freshMs
    }
    const corrections = new Map<string, string | undefined>()
    for (const word of unknown) {
      // A word is compared with every word of the index: one a turn.
      await takeTurn()
      corrections.set(word, correct(word))
    }
    return text.replace(/\p{L}+/gu, (raw) => corrections.get(tokenize(raw)[0] ?? '') ?? raw)
  }

  function correct(word: string): string | undefined {
    const near = vocabulary.filter((known) => isNear(word, known.word))
    return createSpellingVocabulary(new Map(near.map((known) => [known.word, known.frequency]))).correct(word)
  }
}

/**
 * Whether two words may be within two edits, by their lengths and letters alone: leaves few of many to compare. One letter for another makes a
 * different word of a short one more often than it is a slip ("team" is no "tram"): short words need a letter more, less or swapped.
 */
function isNear(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 2) return false
  let missing = 0
  for (const letter of a) if (!b.includes(letter) && ++missing > 2) return false
  return a.length >= longLengthMin || a.length !== b.length || [...a].sort().join('') === [...b].sort().join('')
}
