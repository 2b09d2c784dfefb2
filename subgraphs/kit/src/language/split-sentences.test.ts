import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitSentences } from './split-sentences.ts'
import { trimSpan } from './trim-span.ts'

const sentencesOf = (text: string) =>
  splitSentences(text).map((span) => {
    const { start, end } = trimSpan(text, span)
    return text.slice(start, end)
  })

describe('splitSentences', () => {
  it.each([
    ['3 bd. 2.5 ba. Great view.', ['3 bd. 2.5 ba.', 'Great view.']],
    ['Near St. James St. and the park. Quiet.', ['Near St. James St. and the park.', 'Quiet.']],
    ['About 1,200 sq. ft. of space. Apt. No. 4 is free.', ['About 1,200 sq. ft. of space.', 'Apt. No. 4 is free.']],
    ['Ask Mr. J. Smith, e.g. by phone. He is in.', ['Ask Mr. J. Smith, e.g. by phone.', 'He is in.']],
    [
      'At 12 Main St. Apt 5. Parking on Elm St. The garden is big.',
      ['At 12 Main St. Apt 5.', 'Parking on Elm St.', 'The garden is big.'],
    ],
    [
      'The U.S. Embassy is near. He lives in the U.S. He likes it.',
      ['The U.S. Embassy is near.', 'He lives in the U.S.', 'He likes it.'],
    ],
    ['No. It is not. See No. 7.', ['No.', 'It is not.', 'See No. 7.']],
    ['"Is it let?" she asked. Yes!', ['"Is it let?" she asked.', 'Yes!']],
    ['Die Wohnung hat ca. 80 qm. Sie ist hell.', ['Die Wohnung hat ca. 80 qm.', 'Sie ist hell.']],
  ])('does not cut at abbreviations: %s', (text, expected) => {
    expect(sentencesOf(text)).toEqual(expected)
  })

  it('keeps headings, list items, table rows and code blocks apart and whole', () => {
    const text =
      '# Fees\nPaid yearly. In May.\n- one. Two\n- three\n\n| a | b |\n|---|---|\n| 1. x | 2 |\n\n```\na. B. C.\n```\nEnd.'
    expect(sentencesOf(text)).toEqual([
      '# Fees',
      'Paid yearly.',
      'In May.',
      '- one.',
      'Two',
      '- three',
      '| a | b |',
      '|---|---|',
      '| 1. x | 2 |',
      '```\na. B. C.\n```',
      'End.',
    ])
  })

  it('takes short lines as sentences and wrapped prose as one', () => {
    expect(sentencesOf('Bedrooms: 3\nBathrooms: 2')).toEqual(['Bedrooms: 3', 'Bathrooms: 2'])
    const wrapped = 'The rent is due on the first day of every month and\nhas to be paid by transfer.'
    expect(sentencesOf(wrapped)).toEqual([wrapped])
  })

  it('gives spans that partition any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '. ',
        '\n',
        '\n\n',
        '# ',
        '- ',
        '| ',
        '```\n',
        '?! ',
        'St. ',
        '3 bd. ',
        '…',
        '。',
        '😀',
        '\r\n',
        '---\n',
        '   ',
      ),
      fc.string({ unit: fc.constantFrom(...'aB9é.,!?|#-*`~>\\\t\u00a0\ud83d中ß'), maxLength: 12 }),
      fc.lorem({ maxCount: 8 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const text = pieces.join('')
        let at = 0
        for (const { start, end } of splitSentences(text)) {
          expect(start).toBe(at)
          expect(end).toBeGreaterThan(start)
          at = end
        }
        expect(at).toBe(text.length)
      }),
      { numRuns: 300, seed: 1 },
    )
  })

  it.each([
    ['prose', 'The flat is near St. James St. and costs 900. '],
    ['no full stop', 'word '],
    ['one word', 'a'],
    ['acronyms', 'U.S.A. '],
    ['line feeds', '\n'],
    ['table rows', '| a | b |\n'],
  ])('takes time in proportion to the length: %s', (_, unit) => {
    const measure = (length: number) => {
      const text = unit.repeat(Math.ceil(length / unit.length))
      const times = Array.from({ length: 5 }, () => {
        const before = process.cpuUsage()
        splitSentences(text)
        const { user, system } = process.cpuUsage(before)
        return (user + system) / 1_000
      })
      // The least: collecting garbage and compiling fall into some of them.
      return Math.min(...times)
    }
    // Eight times the text: a quadratic splitter would take 64 times as long.
    expect(measure(400_000)).toBeLessThan(24 * Math.max(1, measure(50_000)))
  })
})
