import { analyze } from '@ree-ai/kit/language/analyze'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { Span } from '@ree-ai/kit/language/span'
import { readSentences } from '@ree-ai/kit/language/split-sentences'
import { createPace } from '@ree-ai/kit/turns/create-pace'
import { listPairs } from './match-sentence.ts'
import { readAnswerable } from './read-answerable.ts'

/** What a phrase is compared by, whatever it is compared with. */
export interface ReadPhrase {
  /** Its distinct terms. */
  readonly terms: ReadonlySet<string>
  /** Its pairs of neighbouring words. */
  readonly pairs: ReadonlySet<string>
  readonly vector: Float32Array
}

/** A text read sentence by sentence. */
export interface ReadText {
  readonly sentences: readonly ReadPhrase[]
  /** The sentences that can answer something (`readAnswerable`), in order. */
  readonly answerable: readonly (Span & { readonly phrase: ReadPhrase })[]
}

/** Reads texts, each once as long as it is kept. */
export interface TextReader {
  readonly phrase: (text: string) => ReadPhrase
  readonly text: (text: string) => ReadText
  /** Reads all of them, giving way to others about every 10 ms, so that `phrase` and `text` find them at once. */
  readonly readAhead: (work: {
    readonly phrases?: Iterable<string>
    readonly texts?: Iterable<string>
  }) => Promise<void>
}

/** A sentence of 100 letters takes about 3 kB: some 40 MB in all. */
const lettersMaxDefault = 1_000_000

/**
 * Reads texts for comparing: sentences, terms, pairs and vectors. Reading takes a millisecond a passage, far more than comparing, and the
 * same passages come up again and again: the latest used are kept, by their very text, so that nothing is ever out of date, up to
 * `lettersMax` UTF-16 units in all. A question's own text should not be kept: read it with `readPhrase`.
 */
export function createTextReader(model: EmbeddingModel, lettersMax = lettersMaxDefault): TextReader {
  const phrases = keepLatest((text) => readPhrase(model, text), lettersMax / 2)
  const texts = keepLatest((text) => readText(model, text), lettersMax / 2)
  return {
    phrase: phrases,
    text: texts,
    async readAhead(work) {
      const pace = createPace()
      for (const text of work.phrases ?? []) {
        phrases(text)
        await pace()
      }
      for (const text of work.texts ?? []) {
        texts(text)
        await pace()
      }
    },
  }
}

export function readPhrase(model: EmbeddingModel, text: string): ReadPhrase {
  return { terms: new Set(analyze(text)), pairs: listPairs(text), vector: embed(model, text) }
}

function readText(model: EmbeddingModel, text: string): ReadText {
  const ends = new Map<number, ReadPhrase>()
  const sentences: ReadPhrase[] = []
  for (const { start, end } of readSentences(text)) {
    const phrase = readPhrase(model, text.slice(start, end))
    sentences.push(phrase)
    ends.set(start, phrase)
  }
  const answerable = readAnswerable(text).map(({ start, end, from }) => ({
    start,
    end,
    // White space at its ends makes no difference to what a sentence is compared by.
    phrase: ends.get(from) ?? readPhrase(model, text.slice(start, end)),
  }))
  return { sentences, answerable }
}

/** A function that remembers what it gave for the texts used latest. */
function keepLatest<Result>(read: (text: string) => Result, lettersMax: number): (text: string) => Result {
  // A Map keeps the order of insertion: what is used goes to the end.
  const kept = new Map<string, Result>()
  let letters = 0
  return (text) => {
    const known = kept.get(text)
    const result = known ?? read(text)
    if (known !== undefined) kept.delete(text)
    else letters += text.length
    kept.set(text, result)
    for (const oldest of kept.keys()) {
      if (letters <= lettersMax) break
      kept.delete(oldest)
      letters -= oldest.length
    }
    return result
  }
}
