import { readSentences, type Sentence } from '@ree-ai/kit/language/split-sentences'
import type { ChunkStrategy } from './chunk.ts'
import { inferTitles } from './infer-titles.ts'
import { readPieces, readWords } from './read-pieces.ts'
import type { Unit } from './unit.ts'

const boldLine = /^\*\*[^*\n]{1,120}\*\*:?$/
/** Titles and lines in bold are short: longer units are not looked at. */
const titleLengthMax = 200

/** The units of a text: words for FIXED, sentences for the other strategies, each of at most `maxTokens`. Nothing is glued yet. */
export function* readUnits(text: string, strategy: ChunkStrategy, maxTokens: number): Generator<Unit> {
  const titles = inferTitles(text)
  let wasHeading = false
  for (const sentence of readSentences(text)) {
    const level = titleLevel(text, sentence)
    const inferredTitle = sentence.isBlockStart ? titles.get(sentence.start) : undefined
    const isHeadingStart = sentence.block.kind === 'heading' && sentence.isBlockStart && !wasHeading
    const pieces = strategy === 'FIXED' ? readWords : readPieces
    let isFirst = true
    for (const piece of pieces(text, sentence, maxTokens)) {
      yield {
        start: piece.start,
        end: piece.end,
        tokens: piece.tokens,
        kind: sentence.block.kind,
        level: isFirst ? level : 0,
        inferredTitle: isFirst ? inferredTitle : undefined,
        isSentenceStart: isFirst,
        isBlockStart: isFirst && sentence.isBlockStart,
        isSectionStart: isFirst && (isHeadingStart || inferredTitle !== undefined),
        isGlued: false,
      }
      isFirst = false
    }
    wasHeading = sentence.block.kind === 'heading'
  }
}

function titleLevel(text: string, { block, start, end, isBlockStart }: Sentence): number {
  if (block.kind === 'heading') return block.level
  const isLine = block.kind === 'paragraph' && isBlockStart && end === block.end && end - start <= titleLengthMax
  return isLine && boldLine.test(text.slice(start, end).trim()) ? 7 : 0
}
