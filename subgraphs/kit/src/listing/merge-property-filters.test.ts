import { expect, test } from 'vitest'
import { mergePropertyFilters } from './merge-property-filters.ts'

test('explicit conditions win field by field, attributes key by key, and a price with its currency', () => {
  const merged = mergePropertyFilters(
    {
      bedroomsTotal: { gte: 3 },
      city: ['ghent'],
      listPrice: { lte: 500_000 },
      currency: 'USD',
      attributes: [
        { key: 'pool', eq: true },
        { key: 'gym', eq: true },
      ],
    },
    { city: ['bruges'], listPrice: { lte: 300_000 }, country: null, attributes: [{ key: 'pool', eq: false }] },
  )
  const gym = { key: 'gym', eq: true }
  expect(merged.filter).toEqual({
    bedroomsTotal: { gte: 3 },
    city: ['bruges'],
    listPrice: { lte: 300_000 },
    attributes: [{ key: 'pool', eq: false }, gym],
  })
  expect(merged.understood).toEqual({ bedroomsTotal: { gte: 3 }, attributes: [gym] })
  const fields = ['bedroomsTotal', 'city', 'listPrice', 'currency', 'attributes.pool', 'attributes.gym', 'country']
  expect(fields.filter(merged.isReplaced)).toEqual(['city', 'listPrice', 'currency', 'attributes.pool'])
})

test('nothing explicit leaves the words as they are, and conditions that are null are none', () => {
  const { filter, understood } = mergePropertyFilters({ yearBuilt: { gte: 2000 }, city: null, attributes: null }, {})
  expect([filter, understood]).toEqual([{ yearBuilt: { gte: 2000 } }, { yearBuilt: { gte: 2000 } }])
})
