import { describe, expect, it } from 'vitest'
import { cosine } from './cosine.ts'
import { embed } from './embed.ts'
import { decodeEmbeddingModel, encodeEmbeddingModel } from './embedding-file.ts'
import { fitSimilarity } from './fit-similarity.ts'
import { trainEmbeddingModel, trainingDefaults } from './train-embedding-model.ts'

const passages = Array.from({ length: 30 }, (_, i) => [
  `dogs and cats are pets animal ${i}`,
  `a dog or a cat is a pet in number ${i}`,
  `mortgage interest of the bank loan ${i}`,
  `the bank gives a loan as a mortgage ${i}`,
]).flat()
const options = { ...trainingDefaults, dimensions: 12, wordsMax: 60, ngramsMax: 400 }

describe('trainEmbeddingModel', () => {
  it('gives the same bytes for the same text, which read back as the same model', () => {
    const bytes = encodeEmbeddingModel(trainEmbeddingModel(passages, options))
    expect(encodeEmbeddingModel(trainEmbeddingModel(passages, options)).equals(bytes)).toBe(true)
    expect(encodeEmbeddingModel(decodeEmbeddingModel(bytes)).equals(bytes)).toBe(true)
  })

  it('puts words near each other that stand in the same passages', () => {
    const model = { ...trainEmbeddingModel(passages, options), version: '' }
    const near = (a: string, b: string) => cosine(embed(model, a), embed(model, b))
    expect(near('dog', 'cat')).toBeGreaterThan(near('dog', 'loan') + 0.3)
    expect(near('mortgagge', 'bank')).toBeGreaterThan(near('mortgagge', 'pet') + 0.3)
  })
})

describe('decodeEmbeddingModel', () => {
  it('refuses a file that is cut or is something else', () => {
    const bytes = encodeEmbeddingModel(trainEmbeddingModel(passages, options))
    expect(() => decodeEmbeddingModel(bytes.subarray(0, -1))).toThrow(RangeError)
    expect(() => decodeEmbeddingModel(Buffer.from('hello'))).toThrow(RangeError)
  })
})

describe('fitSimilarity', () => {
  it('puts .5 where neighbours and strangers are as likely', () => {
    const spread = Array.from({ length: 400 }, (_, i) => (i / 400 - 0.5) * 0.4)
    const { slope, midpoint } = fitSimilarity(
      spread.map((x) => x + 0.5),
      spread.map((x) => x + 0.3),
    )
    expect(midpoint).toBeCloseTo(0.4, 2)
    expect(slope).toBeGreaterThan(5)
  })
})
