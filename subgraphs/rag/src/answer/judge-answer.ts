import type { AnswerSentence } from '../retrieval/select-sentences.ts'
export function judgeAnswer(_q: string, sentences: readonly AnswerSentence[], _d: object) {
  return { isAnswered: sentences.length > 0, confidence: 0.5 }
}
