import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTokens } from './count-tokens.ts'

describe('countTokens', () => {
  it.each([
    // The counts of o200k, taken with gpt-tokenizer 3.
    [
      'The deposit for a home does not stay with the landlord. It goes to a public account within 14 days of being received, and you get a certificate with a ten-character number. If the landlord misses the 14 days, the Board can order them to pay a penalty of the same amount.',
      60,
    ],
    [
      'Spacious 2-bed apartment (1,150 sq. ft.) near Main St. — hardwood floors, in-unit W/D, parking; $1,950/mo + utilities, pets OK. Call (206) 555-0137!',
      50,
    ],
  ])('is within 10 % of a model tokenizer on English', (text, tokens) => {
    expect(Math.abs(countTokens(text) / tokens - 1)).toBeLessThan(0.1)
  })

  it('is at most 35 % under on German', () => {
    const text =
      'Die helle Dreizimmerwohnung liegt im zweiten Obergeschoss eines gepflegten Mehrfamilienhauses und verfügt über eine Einbauküche.'
    expect(countTokens(text)).toBeGreaterThanOrEqual(30 * 0.65)
  })

  const anyText = fc.string({ unit: fc.constantFrom(...'aaabZ19é中.,-€\t \n😀ß'), maxLength: 40 })

  it('counts parts cut at white space as the whole, and parts cut elsewhere as no less', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        expect(countTokens(`${a} ${b}`)).toBe(countTokens(a) + countTokens(b))
        expect(countTokens(a + b)).toBeLessThanOrEqual(countTokens(a) + countTokens(b))
      }),
      { seed: 2 },
    )
  })
})
