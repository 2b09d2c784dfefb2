import { describe, expect, it } from 'vitest'
import { assessCompleteness } from './assess-completeness.ts'
import { basicRules, categoryWeights, locationRules, priceRules, sizeRules } from './completeness-rules.ts'
import { draftFacts, type ListingDraft } from './draft-facts.ts'

const assess = (draft: ListingDraft) => assessCompleteness(draftFacts(draft))
const complete: ListingDraft = {
  title: 'Flat by the river',
  description: 'A quiet flat. '.repeat(20),
  propertyType: 'APARTMENT',
  listingIntent: 'FOR_SALE',
  listPrice: 250_000,
  livingArea: 70,
  bedroomsTotal: 2,
  bathroomsTotal: 1,
  yearBuilt: 1990,
  street: '1 Quay Street',
  city: 'Port Calder',
  district: 'Millrace',
  postalCode: '4008',
  hasLocation: true,
  attributeKeys: ['floor', 'elevator', 'balcony', 'furnished', 'heating'],
  photoCount: 5,
}

describe('assessCompleteness', () => {
  it('weighs the categories as published, and their fields to a whole', () => {
    expect(categoryWeights).toEqual({ BASIC: 0.25, LOCATION: 0.2, SIZE: 0.15, PRICE: 0.2, FEATURES: 0.1, MEDIA: 0.1 })
    const sum = (rules: readonly { share: number }[]) => rules.reduce((total, { share }) => total + share, 0)
    for (const rules of [basicRules, locationRules, priceRules]) expect(sum(rules)).toBeCloseTo(1)
    for (const type of [
      'APARTMENT',
      'HOUSE',
      'TOWNHOUSE',
      'VILLA',
      'LAND',
      'OFFICE',
      'RETAIL',
      'INDUSTRIAL',
      'OTHER',
      null,
    ] as const) {
      expect(sum(sizeRules(type))).toBeCloseTo(1)
    }
  })

  it('gives a complete listing 100 and asks nothing', () => {
    expect(assess(complete)).toMatchObject({ score: 100, level: 'EXCELLENT', publishable: true, nextQuestions: [] })
  })

  it('gives an empty draft 0 and asks first for what it cannot be published without', () => {
    const report = assess({})
    expect(report).toMatchObject({ score: 0, level: 'POOR', publishable: false })
    expect(report.nextQuestions.map(({ field }) => field)).toEqual([
      'listPrice',
      'address.city',
      'propertyType',
      'title',
      'livingArea',
    ])
  })

  it('takes away what a category is worth when it is missing', () => {
    expect(assess({ ...complete, listPrice: null }).score).toBe(80)
    expect(assess({ ...complete, photoCount: 0 }).score).toBe(90)
    expect(assess({ ...complete, attributeKeys: [] }).score).toBe(90)
    expect(
      assess({ ...complete, livingArea: null, bedroomsTotal: null, bathroomsTotal: null, yearBuilt: null }).score,
    ).toBe(85)
  })

  it.each([
    [{}, 'EXCELLENT'],
    [{ photoCount: 0, attributeKeys: [] }, 'GOOD'],
    [
      {
        photoCount: 0,
        attributeKeys: [],
        livingArea: null,
        bedroomsTotal: null,
        bathroomsTotal: null,
        yearBuilt: null,
      },
      'FAIR',
    ],
    [
      {
        photoCount: 0,
        attributeKeys: [],
        listPrice: null,
        city: null,
        street: null,
        hasLocation: false,
        description: '',
      },
      'POOR',
    ],
  ] as const)('calls %o %s', (change, level) => {
    expect(assess({ ...complete, ...change }).level).toBe(level)
  })

  it.each(['title', 'propertyType', 'listPrice', 'city'] as const)('lets nothing be published without %s', (field) => {
    const report = assess({ ...complete, [field]: null })
    expect(report.score).toBeGreaterThanOrEqual(60)
    expect(report.publishable).toBe(false)
    expect(report.nextQuestions[0]?.field).toBe(field === 'city' ? 'address.city' : field)
  })

  it('lets nothing be published under a score of 60', () => {
    const { score, publishable } = assess({
      title: 'Flat',
      propertyType: 'APARTMENT',
      listPrice: 1,
      city: 'Port Calder',
    })
    expect(score).toBeLessThan(60)
    expect(publishable).toBe(false)
  })

  it('asks of each type what makes sense for it', () => {
    const land = assess({ title: 'Field', propertyType: 'LAND', listPrice: 1, city: 'Brackwater' })
    expect(land.categories.find(({ name }) => name === 'SIZE')?.missing).toEqual(['lotSizeArea'])
    expect(assess({ ...complete, propertyType: 'LAND', lotSizeArea: 800, bedroomsTotal: null }).score).toBe(100)
    expect(assess({ ...complete, propertyType: 'OFFICE', bedroomsTotal: null, bathroomsTotal: null }).score).toBe(100)
    expect(JSON.stringify(land)).not.toMatch(/bedroom|bathroom/)
  })

  it('takes a studio of no bedrooms for complete, and a price of 0 or a blank title for missing', () => {
    expect(assess({ ...complete, bedroomsTotal: 0 }).score).toBe(100)
    expect(assess({ ...complete, listPrice: 0 }).publishable).toBe(false)
    expect(assess({ ...complete, title: '  ' }).publishable).toBe(false)
  })
})
