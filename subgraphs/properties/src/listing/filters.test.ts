import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

/** What is listed: few enough to tell by hand which of them a filter means. */
const listings: Readonly<Record<string, object>> = {
  Loft: {
    listPrice: { amount: 250_000, currency: 'EUR' },
    livingArea: 80,
    bedroomsTotal: 0,
    bathroomsTotal: 1.5,
    yearBuilt: 1988,
    address: {
      city: 'Évora',
      district: 'Bairro Alto',
      postalCode: '7000-123',
      stateOrProvince: 'Alentejo',
      country: 'PT',
    },
    location: { latitude: 38.5, longitude: -7.9 },
    attributes: [
      { key: 'pool', boolean: true },
      { key: 'heating', text: 'Gas' },
      { key: 'floor', number: 3 },
      { key: 'petsAllowed', list: ['Dogs', 'cats'] },
      { key: 'availableFrom', date: '2026-05-01' },
    ],
  },
  House: {
    propertyType: 'HOUSE',
    listPrice: { amount: 400_000, currency: 'EUR' },
    livingArea: 150,
    lotSizeArea: 600,
    bedroomsTotal: 4,
    bathroomsTotal: 2.5,
    yearBuilt: 2015,
    address: { city: 'Bình Thạnh', district: 'Ward 1', postalCode: '70000', stateOrProvince: 'Saigon', country: 'VN' },
    location: { latitude: 10.8, longitude: 106.7 },
    attributes: [
      { key: 'pool', boolean: false },
      { key: 'heating', text: 'heat pump' },
      { key: 'floor', number: 0 },
      { key: 'petsAllowed', list: ['cats'] },
      { key: 'availableFrom', date: '2026-06-01' },
    ],
  },
  // 2,224 m north of Loft.
  Rental: {
    listingIntent: 'FOR_RENT',
    listPrice: { amount: 900, currency: 'EUR' },
    livingArea: 45.5,
    bedroomsTotal: 1,
    bathroomsTotal: 1,
    yearBuilt: null,
    address: {
      city: 'evora',
      district: 'bairro alto',
      postalCode: '7000-124',
      stateOrProvince: 'ALENTEJO',
      country: 'PT',
    },
    location: { latitude: 38.52, longitude: -7.9 },
  },
  // 10.6 km from each other, the 180th meridian between them.
  Island: {
    propertyType: 'HOUSE',
    listPrice: { amount: 250_000, currency: 'USD' },
    livingArea: null,
    lotSizeArea: 2000,
    bedroomsTotal: null,
    bathroomsTotal: null,
    yearBuilt: null,
    address: { city: 'Taveuni', country: 'FJ' },
    location: { latitude: -16.8, longitude: 179.95 },
  },
  Reef: {
    propertyType: 'HOUSE',
    listPrice: { amount: 100_000, currency: 'USD' },
    livingArea: 60,
    bedroomsTotal: 2,
    bathroomsTotal: 1,
    yearBuilt: 1999,
    address: { city: 'Rabi', country: 'FJ' },
    location: { latitude: -16.8, longitude: -179.95 },
  },
  // No position; what only its owner and reviewers see.
  Draft: {},
  Sold: {},
}

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
  for (const [name, changes] of Object.entries(listings)) {
    const owner = name === 'Reef' ? ben : ana
    const made = await properties.offer({ title: `The ${name}`, ...changes }, { owner, isDraft: name === 'Draft' })
    if (name !== 'Sold') continue
    const { errors } = await properties.ask(
      'mutation ($input: ChangePropertyStatusInput!) { changePropertyStatus(input: $input) { id } }',
      { input: { ...made, standardStatus: 'CLOSED' } },
      ana,
    )
    expect(errors).toBeUndefined()
  }
})
afterAll(() => properties.close())

const evora = { latitude: 38.5, longitude: -7.9 }
const meridian = { latitude: -16.8, longitude: 180 }
const fiji = { south: -17, north: -16 }
const world = { south: -90, north: 90, west: -180, east: 180 }
const attribute = (key: string, condition: object) => ({ attributes: [{ key, ...condition }] })
const all = 'Loft House Rental Island Reef'

/** A filter, and the listings that a visitor then gets. */
const table: readonly (readonly [filter: object, titles: string, viewer?: Viewer])[] = [
  [{}, all],
  [{ listingIntent: 'FOR_RENT' }, 'Rental'],
  [{ listingIntent: 'FOR_SALE' }, 'Loft House Island Reef'],
  [{ propertyType: ['HOUSE'] }, 'House Island Reef'],
  [{ propertyType: ['HOUSE', 'APARTMENT'] }, all],
  [{ propertyType: [] }, ''],
  [{ standardStatus: ['ACTIVE'] }, all],
  [{ standardStatus: ['CLOSED', 'DRAFT'] }, ''],
  [{ standardStatus: ['CLOSED', 'DRAFT'] }, '', ben],
  [{ standardStatus: ['CLOSED'] }, 'Sold', ana],
  [{ standardStatus: ['CLOSED', 'DRAFT'] }, 'Draft Sold', ana],
  [{ standardStatus: ['CLOSED'] }, 'Sold', reviewer],
  [{ listPrice: { gte: 250_000 } }, 'Loft House Island'],
  [{ listPrice: { lte: 250_000 } }, 'Loft Rental Island Reef'],
  [{ listPrice: { gte: 100_000.01, lte: 399_999.99 } }, 'Loft Island'],
  [{ currency: 'USD' }, 'Island Reef'],
  [{ currency: 'EUR', listPrice: { lte: 250_000 } }, 'Loft Rental'],
  [{ livingArea: { gte: 80 } }, 'Loft House'],
  [{ livingArea: { gte: 45.5, lte: 79.9 } }, 'Rental Reef'],
  [{ lotSizeArea: { gte: 600 } }, 'House Island'],
  [{ lotSizeArea: { lte: 1999 } }, 'House'],
  [{ bedroomsTotal: { lte: 0 } }, 'Loft'],
  [{ bedroomsTotal: { gte: 1, lte: 2 } }, 'Rental Reef'],
  [{ bathroomsTotal: { gte: 1.5 } }, 'Loft House'],
  [{ bathroomsTotal: { lte: 1 } }, 'Rental Reef'],
  [{ yearBuilt: { gte: 1999 } }, 'House Reef'],
  [{ yearBuilt: { lte: 1998 } }, 'Loft'],
  [{ city: ['EVORA'] }, 'Loft Rental'],
  [{ city: ['  binh  thanh ', 'rabi'] }, 'House Reef'],
  [{ city: ['Évor'] }, ''],
  [{ district: ['BAIRRO ALTO'] }, 'Loft Rental'],
  [{ city: ['Taveuni'], district: ['Bairro Alto'] }, ''],
  [{ postalCode: ['7000-123', '70000'] }, 'Loft House'],
  [{ postalCode: ['7000'] }, ''],
  [{ stateOrProvince: ['alentejo'] }, 'Loft Rental'],
  [{ stateOrProvince: ['Saigon', 'Alentejo'] }, 'Loft House Rental'],
  [{ country: 'PT' }, 'Loft Rental'],
  [{ country: 'fj' }, 'Island Reef'],
  [{ near: { ...evora, radiusMeters: 2_200 } }, 'Loft'],
  [{ near: { ...evora, radiusMeters: 2_240 } }, 'Loft Rental'],
  [{ near: { ...meridian, radiusMeters: 5_200 } }, ''],
  [{ near: { ...meridian, radiusMeters: 5_500 } }, 'Island Reef'],
  [{ near: { ...meridian, longitude: -180, radiusMeters: 5_500 } }, 'Island Reef'],
  [{ near: { ...meridian, longitude: 179.95, radiusMeters: 10_500 } }, 'Island'],
  [{ near: { ...meridian, longitude: 179.95, radiusMeters: 10_800 } }, 'Island Reef'],
  // At the pole every longitude is near.
  [{ near: { latitude: -90, longitude: 0, radiusMeters: 200_000 } }, ''],
  [{ within: world }, all],
  [{ within: { south: 38.5, north: 38.5, west: -7.9, east: -7.9 } }, 'Loft'],
  [{ within: { south: 38.501, north: 39, west: -8, east: -7 } }, 'Rental'],
  [{ within: { ...fiji, west: 179.9, east: -179.9 } }, 'Island Reef'],
  [{ within: { ...fiji, west: 179.9, east: 180 } }, 'Island'],
  [{ within: { ...fiji, west: -180, east: -179.9 } }, 'Reef'],
  [{ within: { ...fiji, west: 179.96, east: -179.96 } }, ''],
  // The long way round: all but the strip about the meridian.
  [{ within: { ...world, west: -179, east: 179 } }, 'Loft House Rental'],
  [{ within: { ...world, west: 100, east: -100 } }, 'House Island Reef'],
  [attribute('pool', { eq: true }), 'Loft'],
  [attribute('pool', { eq: false }), 'House Rental Island Reef'],
  [attribute('heating', { eq: 'gas' }), 'Loft'],
  [attribute('heating', { in: ['GAS', 'Heat pump'] }), 'Loft House'],
  [attribute('floor', { eq: 0 }), 'House'],
  [attribute('floor', { gte: 1 }), 'Loft'],
  [attribute('floor', { gte: 0, lte: 2.5 }), 'House'],
  [attribute('petsAllowed', { eq: 'dogs' }), 'Loft'],
  [attribute('petsAllowed', { in: ['CATS', 'birds'] }), 'Loft House'],
  [attribute('petsAllowed', { exists: false }), 'Rental Island Reef'],
  [attribute('availableFrom', { lte: '2026-05-31' }), 'Loft'],
  [attribute('availableFrom', { gte: '2026-05-01', lte: '2026-06-01' }), 'Loft House'],
  [
    {
      attributes: [
        { key: 'petsAllowed', eq: 'cats' },
        { key: 'floor', lte: 0 },
      ],
    },
    'House',
  ],
  [{ ownerId: ben.id }, 'Reef'],
  [{ ownerId: ana.id.toUpperCase() }, 'Loft House Rental Island'],
  [{ ownerId: 'somebody' }, ''],
  [{ city: ['Evora'], listingIntent: 'FOR_SALE', listPrice: { lte: 300_000 }, propertyType: ['APARTMENT'] }, 'Loft'],
  [{ city: ['Evora'], propertyType: ['HOUSE'] }, ''],
]

const cases = table.map(([filter, titles, viewer]) => ({ filter, given: JSON.stringify(filter), titles, viewer }))

test.each(cases)('$given gives: $titles', async ({ filter, titles, viewer }) => {
  const { data, errors } = await properties.ask(
    'query ($filter: PropertyFilter) { properties(filter: $filter, first: 50) { totalCount edges { node { title } } } }',
    { filter },
    viewer,
  )
  expect(errors).toBeUndefined()
  const expected = titles.split(' ').filter(Boolean)
  expect({
    titles: data.properties.edges.map(({ node }: { node: { title: string } }) => node.title.replace('The ', '')).sort(),
    totalCount: data.properties.totalCount,
  }).toEqual({ titles: [...expected].sort(), totalCount: expected.length })
})

test('every field of a filter, and every test of an attribute, is in the table', async () => {
  const { data } = await properties.ask(
    '{ filter: __type(name: "PropertyFilter") { inputFields { name } } attribute: __type(name: "AttributeFilter") { inputFields { name } } }',
  )
  const namesOf = (type: { inputFields: readonly { name: string }[] }) => type.inputFields.map(({ name }) => name)
  const filters = table.map(([filter]) => filter)
  const conditions = filters.flatMap((filter) => ('attributes' in filter ? (filter.attributes as object[]) : []))
  const used = (objects: readonly object[]) => [...new Set(objects.flatMap(Object.keys))].sort()
  expect(used(filters)).toEqual(namesOf(data.filter).sort())
  expect(used(conditions)).toEqual(namesOf(data.attribute).sort())
})
