import { eld } from 'eld/small'

const lettersMin = 3
const wordsMin = 3
/** The languages that extraction reads: of two that are about as likely, the one that people search in. */
const preferred = ['en', 'es', 'fr', 'de', 'vi']
const aboutAsLikely = 0.9

/** The language of a text as ISO 639-1 code, or `und` where it has too few letters or words to tell. */
export function detectLanguage(text: string): string {
  const letters = text
    .slice(0, 2000)
    .replace(/[^\p{L}\p{M}]+/gu, ' ')
    .trim()
  if (letters.length < lettersMin) return 'und'
  const result = eld.detect(letters)
  if (result.language === '') return 'und'
  const scores: Readonly<Record<string, number>> = result.getScores()
  const most = scores[result.language] ?? 0
  const likely = preferred
    .filter((language) => (scores[language] ?? 0) >= most * aboutAsLikely)
    .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
  return likely[0] ?? (letters.split(' ').length < wordsMin ? 'und' : result.language)
}
