import type { SpamSign } from './spam-sign.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII on purpose
const ascii = /^[\u0000-\u007f]*$/
const latin = /\p{Script=Latin}/u
/** Cyrillic, Greek and Armenian letters that look like Latin ones. */
const lookalike = /[аеорсухіјѕԁһԛԝАВЕКМНОРСТХІЈЅοαρνικυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧօոսհ]/u
const word = /\p{L}{3,}/gu
const invisible = /\p{L}[\u00ad\u200b\u2060\ufeff]\p{L}/gu
/** Signs that turn the direction of what follows. */
const turning = /[\u202a-\u202e\u2066-\u2069]/
const fancy = /[\u{1d400}-\u{1d7ff}]/gu

/** Letters that look like others, and signs that nobody sees: ways to hide words from whoever searches for them. */
export function findDisguise(text: string, path: SpamSign['path']): SpamSign[] {
  if (ascii.test(text)) return []
  const signs: SpamSign[] = []
  const mixed = [...text.matchAll(word)].map(([one]) => one).find((one) => latin.test(one) && lookalike.test(one))
  if (mixed !== undefined)
    signs.push({ path, reason: `mixes alphabets within a word: "${mixed.slice(0, 40)}".`, weight: 1 })
  if ((text.match(invisible)?.length ?? 0) >= 3)
    signs.push({ path, reason: 'hides invisible signs within words.', weight: 0.6 })
  if (turning.test(text)) signs.push({ path, reason: 'turns the direction of its text.', weight: 0.3 })
  if ((text.match(fancy)?.length ?? 0) >= 8)
    signs.push({
      path,
      reason: 'is written in mathematical letters, which searches and readers aloud miss.',
      weight: 0.3,
    })
  return signs
}
