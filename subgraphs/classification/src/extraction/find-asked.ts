import type { Reading } from './reading.ts'

const sentenceEnd = new Set(['.', '!', '?', '\n', ';'])
const askingVerbs = new Set(['is', 'are', 'does', 'do', 'was', 'did'])
/** "Is there a flat …?", "Do you have …?" look for something. */
const seekingAfter = new Set(['there', 'you', 'any'])

/**
 * For each token whether it stands in a question about a listing that is already on the table ("Does it allow pets?"): such a
 * question wishes for nothing. It reaches from the asking words to the end of the sentence.
 */
export function findAsked(reading: Reading): readonly boolean[] {
  const { tokens } = reading
  const asked: boolean[] = new Array(tokens.length).fill(false)
  const endsInQuestion = findQuestions(reading)
  let isAsked = false
  let isStart = true
  for (let i = 0; i < tokens.length; i++) {
    const folded = tokens[i]?.folded ?? ''
    if (sentenceEnd.has(folded)) {
      isAsked = false
      isStart = true
      continue
    }
    if (!isAsked && reading.blockedLength(i) === 0) {
      const opensQuestion = isStart && askingVerbs.has(folded) && !seekingAfter.has(tokens[i + 1]?.folded ?? '')
      isAsked = (opensQuestion && endsInQuestion[i] === true) || reading.find(i, 'ask') !== undefined
    }
    isStart = false
    asked[i] = isAsked
  }
  return asked
}

/** For each token whether its sentence ends in a question mark. */
function findQuestions({ tokens }: Reading): readonly boolean[] {
  const questions: boolean[] = new Array(tokens.length).fill(false)
  let isQuestion = false
  for (let i = tokens.length - 1; i >= 0; i--) {
    const folded = tokens[i]?.folded ?? ''
    if (sentenceEnd.has(folded)) isQuestion = folded === '?'
    questions[i] = isQuestion
  }
  return questions
}
