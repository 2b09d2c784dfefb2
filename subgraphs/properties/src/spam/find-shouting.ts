import type { SpamSign } from './spam-sign.ts'

const lettersMin = 15
const upperShareMax = 0.85

/** Titles in capitals, and with more signs of exclamation than words need. */
export function findShouting(title: string): SpamSign[] {
  const signs: SpamSign[] = []
  const letters = title.match(/\p{L}/gu) ?? []
  const capitals = letters.filter((letter) => letter !== letter.toLowerCase())
  if (letters.length >= lettersMin && capitals.length / letters.length > upperShareMax)
    signs.push({ path: 'title', reason: 'is written in capitals: write it as a sentence.', weight: 0.3 })
  if (/!{2,}/.test(title) || (title.match(/!/g)?.length ?? 0) >= 3)
    signs.push({ path: 'title', reason: 'has several exclamation marks: one is enough.', weight: 0.2 })
  return signs
}
