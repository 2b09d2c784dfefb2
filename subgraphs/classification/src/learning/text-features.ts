import { foldText } from '@ree-ai/kit/language/fold-text'

/** Features of a text as numbers in [0, 65,536), each once, ascending. A text is the same set on every machine. */
export type Features = Uint16Array

const word = /[\p{L}\p{M}]+|\d+/gu
const lengthMax = 4000
const wordsMax = 400
const extraCopies = 4

/**
 * Hashed words, pairs of neighbours and character 3- to 5-grams (within words, their ends marked) of the first 4,000 characters,
 * folded. A number counts by its length alone, so that what is learnt of one price holds for another. `extras` are features of
 * the caller's own, in a space apart. With a `channel` the words are kept apart from the same words elsewhere (title and body).
 */
export function textFeatures(text: string, extras: readonly string[] = [], channel = ''): Features {
  const hashes = new Set<number>()
  addTextFeatures(hashes, text, channel)
  // Few against hundreds of n-grams: each is said several times over.
  for (const extra of extras) for (let copy = 0; copy < extraCopies; copy++) hashes.add(hash(`x${copy}${extra}`))
  return Uint16Array.from(hashes).sort()
}

/** The features of several texts told apart by channel. */
export function mergeFeatures(parts: readonly Features[]): Features {
  const all = new Set<number>()
  for (const part of parts) for (const feature of part) all.add(feature)
  return Uint16Array.from(all).sort()
}

/** The features of a text's words alone, one for each word and in their order. */
export function wordFeatures(text: string): readonly number[] {
  return listWords(text).map((current) => hash(`w${current}`))
}

function listWords(text: string): readonly string[] {
  const words: string[] = []
  for (const match of foldText(text.slice(0, lengthMax)).matchAll(word)) {
    words.push(/^\d/.test(match[0]) ? `#${Math.min(match[0].length, 8)}` : match[0].slice(0, 40))
    if (words.length === wordsMax) break
  }
  return words
}

function addTextFeatures(hashes: Set<number>, text: string, channel: string): void {
  const words = listWords(text)
  words.forEach((current, i) => {
    hashes.add(hash(`${channel}w${current}`))
    hashes.add(hash(`${channel}b${words[i - 1] ?? '^'} ${current}`))
    if (i === words.length - 1) hashes.add(hash(`${channel}b${current} $`))
    const marked = `<${current}>`
    for (let length = 3; length <= 5; length++) {
      for (let at = 0; at + length <= marked.length; at++)
        hashes.add(hash(`${channel}c${marked.slice(at, at + length)}`))
    }
  })
}

/** FNV-1a over UTF-16 units, folded to 16 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  }
  return ((value >>> 16) ^ value) & 0xffff
}
