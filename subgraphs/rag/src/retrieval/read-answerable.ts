import type { Span } from '@ree-ai/kit/language/span'
import { readSentences } from '@ree-ai/kit/language/split-sentences'
import { trimSpan } from '@ree-ai/kit/language/trim-span'

const wordsMin = 4

/** Where such a sentence is; `from` is where it began with its white space. */
export type AnswerableSpan = Span & { readonly from: number }

/**
 * The sentences of a passage that can answer something, without white space at their ends: no questions, headings, lines in
 * bold or code, no fragments under four words. A table of contents made of questions has none.
 */
export function readAnswerable(text: string): readonly AnswerableSpan[] {
  const spans: AnswerableSpan[] = []
  for (const { start, end, block } of readSentences(text)) {
    if (block.kind === 'heading' || block.kind === 'code') continue
    const span = trimSpan(text, { start, end })
    const sentence = text.slice(span.start, span.end)
    if (/[?？]["'”’)*_]{0,4}$/.test(sentence) || /^\*\*[^*]+\*\*:?$/.test(sentence)) continue
    const words = sentence.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
    if (words >= wordsMin) spans.push({ ...span, from: start })
  }
  return spans
}
