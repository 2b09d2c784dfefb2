import { expect, test } from 'vitest'
import type { PropertyFilter } from './property-filter.ts'
import { validatePropertyFilter } from './validate-property-filter.ts'

const pathsOf = (filter: PropertyFilter) => validatePropertyFilter(filter).map(({ path }) => path)

test.each([
  null,
  {},
  { listPrice: { gte: 1, lte: 1 }, city: ['Paris'], country: 'fr' },
  {
    near: { latitude: -90, longitude: 180, radiusMeters: 200_000 },
    within: { south: -1, west: 170, north: 1, east: -170 },
  },
  {
    attributes: [
      { key: 'floor', gte: 1, lte: 2 },
      { key: 'pool', eq: false },
      { key: 'gym', exists: false },
      { key: 'free', gte: '2026-01-01' },
    ],
  },
] satisfies (PropertyFilter | null)[])('takes %j', (filter) => {
  expect(validatePropertyFilter(filter)).toEqual([])
})

test.each([
  [{ yearBuilt: { gte: 2000, lte: 1999 } }, ['filter.yearBuilt']],
  [
    { listPrice: { gte: Number.NaN }, livingArea: { lte: Number.POSITIVE_INFINITY } },
    ['filter.listPrice.gte', 'filter.livingArea.lte'],
  ],
  [{ propertyType: Array.from({ length: 21 }, () => 'HOUSE') }, ['filter.propertyType']],
  [{ city: ['ok', 'x'.repeat(201), 'a\u0000b'] }, ['filter.city.1', 'filter.city.2']],
  [{ country: 'France' }, ['filter.country']],
  [
    { near: { latitude: 91, longitude: Number.NaN, radiusMeters: 0 } },
    ['filter.near.latitude', 'filter.near.longitude', 'filter.near.radiusMeters'],
  ],
  [{ near: { latitude: 0, longitude: 0, radiusMeters: 200_001 } }, ['filter.near.radiusMeters']],
  [{ within: { south: 2, west: 0, north: 1, east: 0 } }, ['filter.within']],
  [{ attributes: Array.from({ length: 21 }, () => ({ key: 'a', eq: 1 })) }, ['filter.attributes']],
  [
    { attributes: [{ key: 'a' }, { key: 'b', eq: 1, exists: true }, { key: '', eq: 1 }] },
    ['filter.attributes.0', 'filter.attributes.1', 'filter.attributes.2.key'],
  ],
  [{ attributes: [{ key: 'a', in: Array.from({ length: 51 }, () => 1) }] }, ['filter.attributes.0.in']],
  [
    {
      attributes: [
        { key: 'a', gte: true },
        { key: 'b', lte: '2026-02-30' },
      ],
    },
    ['filter.attributes.0.gte', 'filter.attributes.1.lte'],
  ],
  [
    {
      attributes: [
        { key: 'a', gte: 1, lte: '2026-01-01' },
        { key: 'b', gte: 2, lte: 1 },
      ],
    },
    ['filter.attributes.0', 'filter.attributes.1'],
  ],
] satisfies [PropertyFilter, string[]][])('names everything wrong with %j', (filter, paths) => {
  expect(pathsOf(filter)).toEqual(paths)
})
