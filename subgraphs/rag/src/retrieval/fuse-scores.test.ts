import { describe, expect, it } from 'vitest'
import { fuseScores } from './fuse-scores.ts'

const lexical = new Map([
  ['a', 12],
  ['b', 10],
  ['c', 2],
])
const vector = new Map([
  ['b', 0.9],
  ['d', 0.5],
  ['a', 0.4],
])

describe('fuseScores', () => {
  it('adds min-max scores by weight', () => {
    const fused = fuseScores([
      { weight: 0.6, scores: lexical },
      { weight: 0.4, scores: vector },
    ])
    expect(fused.map(({ key }) => key)).toEqual(['b', 'a', 'd', 'c'])
    expect(fused[0]?.score).toBeCloseTo(0.6 * 0.8 + 0.4)
    expect(fused[1]?.score).toBeCloseTo(0.6)
  })

  it('ranks by the other side alone when one is missing or switched off', () => {
    const alone = fuseScores([{ weight: 1, scores: lexical }])
    expect(
      fuseScores([
        { weight: 0.6, scores: lexical },
        { weight: 0.4, scores: new Map() },
      ]),
    ).toEqual(alone)
    expect(
      fuseScores([
        { weight: 0.6, scores: lexical },
        { weight: 0, scores: vector },
      ]),
    ).toEqual(alone)
    expect(fuseScores([])).toEqual([])
  })

  it('adds weighted reciprocal ranks on demand', () => {
    const fused = fuseScores(
      [
        { weight: 1, scores: lexical },
        { weight: 3, scores: vector },
      ],
      'RRF',
    )
    expect(fused[0]).toEqual({ key: 'b', score: expect.closeTo(0.25 / 62 + 0.75 / 61, 10) })
  })

  it('gives the same order for equal scores whatever the order of the input', () => {
    const scores = new Map([
      ['z', 1],
      ['y', 1],
    ])
    expect(fuseScores([{ weight: 1, scores }]).map(({ key }) => key)).toEqual(['y', 'z'])
  })
})
