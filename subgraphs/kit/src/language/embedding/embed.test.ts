import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { calibratedSimilarity } from './calibrated-similarity.ts'
import { cosine } from './cosine.ts'
import { embed } from './embed.ts'
import { embedMany } from './embed-many.ts'
import { loadEmbeddingModel } from './load-embedding-model.ts'

const model = loadEmbeddingModel()
const near = (a: string, b: string) => cosine(embed(model, a), embed(model, b))

describe('the shipped embedding model', () => {
  it('is named by the hash of its bytes, has 384 dimensions and is at most 3 MB', () => {
    const bytes = readFileSync(new URL('../../../models/embedding.bin', import.meta.url))
    expect(model.version).toBe(createHash('sha256').update(bytes).digest('hex').slice(0, 16))
    expect(model.dimensions).toBe(384)
    expect(bytes.length).toBeLessThanOrEqual(3_000_000)
    expect(loadEmbeddingModel()).toBe(model)
  })

  it.each([
    ['my dog moves in with me', 'pets are allowed', 'the mortgage interest rate'],
    ['apartment to rent', 'flat to let', 'planning permission for a house'],
    ['the landlord wants to evict me', 'notice to leave the tenancy', 'solar panels on the roof'],
    ['how much can I borrow', 'home loan from the bank', 'washing machine in the kitchen'],
    ['security deposit refund', 'getting the bond back after moving out', 'a garden with fruit trees'],
  ])('puts "%s" nearer to "%s" than to "%s"', (text, related, unrelated) => {
    expect(near(text, related)).toBeGreaterThan(near(text, unrelated) + 0.1)
  })

  it('puts misspellings and unknown words near what is meant', () => {
    expect(near('apartmnet', 'apartment')).toBeGreaterThan(0.3)
    expect(near('landlrod', 'landlord')).toBeGreaterThan(near('landlrod', 'garden') + 0.2)
  })
})

describe('embed', () => {
  it('gives the same vector of unit length for the same text and zeros for no words', () => {
    const vector = embed(model, 'Two bedrooms, a balcony and a zzyzx')
    expect(vector).toEqual(embed(model, 'Two bedrooms, a balcony and a zzyzx'))
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    expect(Math.hypot(...embed(model, ' \n—'))).toBe(0)
  })

  it('gives many in order, as one by one', async () => {
    const texts = ['a house', 'a flat', '']
    expect(await embedMany(model, texts)).toEqual(texts.map((text) => embed(model, text)))
  })
})

describe('calibratedSimilarity', () => {
  it('rises with the cosine from near 0 for strangers to near 1 for the same text', () => {
    expect(calibratedSimilarity(-0.1, model.calibration)).toBeLessThan(0.1)
    expect(calibratedSimilarity(model.calibration.midpoint, model.calibration)).toBeCloseTo(0.5)
    expect(calibratedSimilarity(1, model.calibration)).toBeGreaterThan(0.99)
  })
})
