import { describe, expect, it } from 'vitest'
import { bm25Term, inverseDocumentFrequency } from './bm25.ts'
import { createBm25Index } from './bm25-index.ts'

const index = createBm25Index([
  ['flat', 'rent', 'rent'],
  ['house', 'sale'],
  ['rent', 'room', 'flat', 'garden', 'pool', 'view'],
  [],
])

describe('BM25', () => {
  it('weighs rare terms more and never below zero', () => {
    expect(inverseDocumentFrequency(4, 2)).toBeCloseTo(Math.log(2))
    expect(inverseDocumentFrequency(4, 4)).toBeGreaterThan(0)
    expect(index.idf('house')).toBeGreaterThan(index.idf('rent'))
  })

  it('gives the scores of the published formula', () => {
    // idf ln 2; f 2, length 3, mean length 11 / 4: 2 * 2.2 / (2 + 1.2 * (.25 + .75 * 12 / 11))
    const expected = (Math.log(2) * 2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 3) / 2.75))
    expect(bm25Term(Math.log(2), 2, 3, 2.75)).toBeCloseTo(expected, 10)
    expect(index.search(['rent'], 10)[0]).toEqual({ passage: 0, score: expect.closeTo(expected, 10) })
  })

  it('finds only passages with a term, best first, as many as asked for', () => {
    expect(index.search(['flat', 'garden'], 10).map(({ passage }) => passage)).toEqual([2, 0])
    expect(index.search(['flat', 'garden'], 1)).toHaveLength(1)
    expect(index.search(['castle'], 10)).toEqual([])
    expect(index.frequency('rent')).toBe(2)
  })
})
