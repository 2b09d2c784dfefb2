import { describe, expect, it } from 'vitest'
import { analyze } from './analyze.ts'
import { tokenize } from './tokenize.ts'

describe('tokenize', () => {
  it('folds case, width and diacritics and keeps numbers and mixed words', () => {
    expect(tokenize("The Landlord's 2BR café, 120 m² at €1,200.50 – 2.5 ba")).toEqual([
      'the',
      'landlord',
      '2br',
      'cafe',
      '120',
      'm2',
      'at',
      '1200.50',
      '2.5',
      'ba',
    ])
    expect(tokenize('Quận Bình Thạnh, Đà Nẵng; Straße; ＡＢＣ')).toEqual([
      'quan',
      'binh',
      'thanh',
      'da',
      'nang',
      'strasse',
      'abc',
    ])
  })

  it('finds words in scripts without spaces as pairs of characters', () => {
    expect(tokenize('東京都')).toEqual(['東京', '京都'])
  })

  it('cuts endless words and stays linear on them', () => {
    const tokens = tokenize(`${'a'.repeat(300_000)} ${'1,'.repeat(100_000)}1`)
    expect(tokens.every((token) => token.length <= 64)).toBe(true)
  })
})

describe('analyze', () => {
  it('gives one term for the forms of a word', () => {
    expect(analyze('renting the rented apartments')).toEqual(['rent', 'rent', 'apart'])
    expect(analyze('Wohnungen mit Balkonen', 'de')).toEqual(analyze('Wohnung Balkon', 'de'))
  })

  it('keeps a text that is nothing but stop words', () => {
    expect(analyze('to be or not to be')).toEqual(['not'])
    expect(analyze('who are you')).toEqual(['who', 'are', 'you'])
  })

  it('leaves the words of an unknown language as they are', () => {
    expect(analyze('the houses', 'xx')).toEqual(['the', 'houses'])
  })
})
