import { foldPlace } from '@ree-ai/db/fold-place'
import type { ListingContent } from '../listing/listing.ts'
import { readWords } from '../listing/read-words.ts'
import { hashWord, listShingles, mixHash } from './list-shingles.ts'
import { bandCount, bandSize, minimaCount, type TextSignature } from './text-signature.ts'

/** Texts with fewer different shingles are the same by chance, or by the template that a file's columns were put into. */
const shinglesMin = 40

/** `a * x + b` in 32 bits, `a` odd: the hash functions. Fixed for ever: they are what kept signatures were made with. */
const multipliers = new Int32Array(minimaCount)
const summands = new Int32Array(minimaCount)
for (let i = 0; i < minimaCount; i++) {
  multipliers[i] = mixHash(2 * i + 0x5bd1e995) | 1
  summands[i] = mixHash(2 * i + 0x1b873593)
}

type Signed = Pick<ListingContent, 'title' | 'description' | 'listingIntent' | 'propertyType' | 'address'>

/**
 * The signature of a listing's title and description. Bands of listings of another kind, intent or city never meet, so
 * that looking one up reads few others however many share a text.
 */
export function signText(content: Signed): TextSignature {
  const words = readWords(content)
  const shingles = listShingles([words.title, words.description])
  if (shingles.size < shinglesMin) return { minima: [], bands: [] }
  const hashes = Int32Array.from(shingles)
  const minima = new Int32Array(minimaCount)
  for (let i = 0; i < minimaCount; i++) minima[i] = findMinimum(hashes, multipliers[i] as number, summands[i] as number)
  const { listingIntent, propertyType, address } = content
  const salt = hashWord(`${listingIntent} ${propertyType} ${address.city === null ? '' : foldPlace(address.city)}`)
  return { minima: [...minima], bands: listBands(minima, salt) }
}

function findMinimum(hashes: Int32Array, multiplier: number, summand: number): number {
  let minimum = 0x7fffffff
  for (let i = 0; i < hashes.length; i++) {
    const hash = (Math.imul(multiplier, hashes[i] as number) + summand) | 0
    if (hash < minimum) minimum = hash
  }
  return minimum
}

function listBands(minima: Int32Array, salt: number): number[] {
  const bands: number[] = []
  for (let start = 0; start < bandCount * bandSize; start += bandSize) {
    let high = mixHash(salt ^ start)
    let low = mixHash(salt + start + 1)
    for (const minimum of minima.subarray(start, start + bandSize)) {
      high = mixHash(Math.imul(high, 31) + minimum)
      low = mixHash(Math.imul(low, 37) ^ minimum)
    }
    bands.push((high & 0x1fffff) * 2 ** 32 + (low >>> 0))
  }
  return bands
}
