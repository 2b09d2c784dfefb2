import type { SpamSign } from './spam-sign.ts'

const word = /(?<![\p{L}\p{N}@./])[a-z]{5,}(?![\p{L}\p{N}@./])/gu
const keyboard = /asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwert|werty|ertyu|zxcv|xcvb|cvbn|vbnm/
/** No language of these letters has so many consonants in a row; German has "Angstschweiss" with seven, y counts as a vowel. */
const unspeakable = /[bcdfghjklmnpqrstvwxz]{7,}/

/** Keys struck at random: in Latin letters, judged by words of a folded text that nobody could say. */
export function findGibberish(folded: string, path: SpamSign['path']): SpamSign[] {
  const words = folded.match(word) ?? []
  const odd = words.filter((one) => keyboard.test(one) || unspeakable.test(one) || !/[aeiouy]/.test(one))
  const share = odd.length / Math.max(1, words.length)
  if (odd.length < 2 || share < 0.3) return []
  return [
    {
      path,
      reason: `looks like keys struck at random: "${odd[0]?.slice(0, 40)}".`,
      weight: path === 'title' ? 1 : 0.8,
    },
  ]
}
