import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSpellingVocabulary } from './correct-spelling.ts'
import { editDistance } from './edit-distance.ts'

const spelling = createSpellingVocabulary(
  new Map([
    ['apartment', 90],
    ['department', 3],
    ['landlord', 40],
    ['deposit', 30],
    ['rent', 80],
    ['tent', 2],
    ['mortgage', 20],
    ['2br', 9],
  ]),
)

describe('createSpellingVocabulary', () => {
  it.each([
    ['apartmnet', 'apartment'],
    ['apartemnt', 'apartment'],
    ['landlrod', 'landlord'],
    ['depsit', 'deposit'],
    ['morgage', 'mortgage'],
    ['morgadge', 'mortgage'],
    ['rennt', 'rent'],
  ])('corrects %s to %s', (typed, meant) => {
    expect(spelling.correct(typed)).toBe(meant)
  })

  it.each(['rent', 'apartment', '2bd', 'cat', 'xylophone', 'deposition', ''])('leaves "%s" alone', (word) => {
    expect(spelling.correct(word)).toBeUndefined()
  })

  it('prefers the more frequent of two equally near words', () => {
    expect(
      createSpellingVocabulary(
        new Map([
          ['boat', 1],
          ['boar', 50],
        ]),
      ).correct('boax'),
    ).toBe('boar')
  })
})

describe('editDistance', () => {
  it('counts a swap as one edit and stops over the limit', () => {
    expect(editDistance('landlrod', 'landlord', 2)).toBe(1)
    expect(editDistance('kitten', 'sitting', 5)).toBe(3)
    expect(editDistance('kitten', 'sitting', 2)).toBe(3)
  })

  it('is symmetric and 0 only for the same word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 7 })
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b, 9)).toBe(editDistance(b, a, 9))
        expect(editDistance(a, b, 9) === 0).toBe(a === b)
      }),
      { seed: 3 },
    )
  })
})
