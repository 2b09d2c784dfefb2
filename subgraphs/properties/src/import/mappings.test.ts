import { expect, test } from 'vitest'
import { loadCatalogueFile } from '../attribute/load-catalogue-file.ts'
import { loadMapping, mappingNames } from './load-mapping.ts'
import { prepareRows } from './prepare-rows.ts'

// The rows are invented, in the layouts of the real files.
const nowMs = Date.parse('2026-03-01T12:00:00Z')

async function prepare(name: string, rows: readonly Record<string, unknown>[]) {
  const known = loadCatalogueFile().definitions
  return prepareRows(
    rows.map((values, index) => ({ line: index + 2, values })),
    loadMapping(null, name),
    { nowMs, findDefinitions: async (keys) => known.filter(({ key }) => keys.includes(key)) },
  )
}

test.each(mappingNames)('the mapping %s can be read, and its attributes fit the catalogue', (name) => {
  const mapping = loadMapping(null, name)
  const known = new Map(loadCatalogueFile().definitions.map((definition) => [definition.key, definition.valueType]))
  const kinds = {
    text: 'TEXT',
    number: 'NUMBER',
    integer: 'NUMBER',
    boolean: 'BOOLEAN',
    list: 'LIST',
    date: 'DATE',
  } as const
  for (const [key, rule] of Object.entries(mapping.attributes ?? {}))
    if (known.has(key)) expect([key, known.get(key)]).toEqual([key, kinds[rule.to ?? 'text']])
  const shape = (value: unknown) =>
    Array.isArray(value) ? 'LIST' : { boolean: 'BOOLEAN', number: 'NUMBER', string: 'TEXT' }[typeof value as 'string']
  for (const { map } of mapping.tags ?? [])
    for (const sets of Object.values(map))
      for (const [key, value] of Object.entries(sets)) expect([key, known.get(key)]).toEqual([key, shape(value)])
})

test("uci: pets and amenities become attributes, square feet metres, a weekly rent a month's", async () => {
  const row = {
    id: '77',
    category: 'housing/rent/apartment',
    title: 'Studio apartment 12 Elm St',
    body: 'Bright.',
    amenities: 'Pool,AC,Golf',
    bathrooms: '1.5',
    bedrooms: '0.0',
    currency: 'USD',
    pets_allowed: 'Cats,Dogs',
    price: '1200',
    price_type: 'Monthly',
    square_feet: '500',
    address: '12 Elm St',
    cityname: 'Seattle',
    state: 'WA',
    latitude: '47.6',
    longitude: '-122.3',
    time: '1577359410',
  }
  const weekly = { ...row, id: '78', price: '300', price_type: 'Weekly', pets_allowed: '', amenities: '' }
  const either = { ...row, id: '79', price_type: 'Monthly|Weekly' }
  const nowhere = { ...row, id: '80', cityname: '' }
  const { rows, skips, refusals } = await prepare('uci', [row, weekly, either, nowhere])
  expect(rows[0]?.content).toMatchObject({
    listingIntent: 'FOR_RENT',
    listPrice: { amount: 1200, currency: 'USD' },
    livingArea: 46.45,
    bedroomsTotal: 0,
    bathroomsTotal: 1.5,
    address: { city: 'Seattle', stateOrProvince: 'WA', country: 'US' },
    attributes: { petsAllowed: ['cats', 'dogs'], pool: true, airConditioning: true, otherAmenities: ['Golf'] },
  })
  expect(rows[0]?.listedAt).toBe('2019-12-26')
  expect(rows[1]?.content.listPrice.amount).toBe(1304)
  // What a row does not list is unknown, not absent.
  expect(rows[1]?.content.attributes).toEqual({})
  expect(skips).toHaveLength(1)
  expect(refusals.map(({ line, path }) => [line, path])).toEqual([[5, 'address.city']])
})

test('king-county: sales are closed, with their day', async () => {
  const { rows } = await prepare('king-county', [
    {
      id: '0123',
      date: '20141013T000000',
      price: '410000.0',
      bedrooms: '3',
      bathrooms: '2.25',
      sqft_living: '1500',
      sqft_lot: '5000',
      floors: '1.5',
      waterfront: '0',
      view: '2',
      condition: '4',
      grade: '8',
      sqft_basement: '0',
      yr_built: '1951',
      yr_renovated: '0',
      zipcode: '98103',
      lat: '47.6',
      long: '-122.3',
    },
  ])
  expect(rows[0]).toMatchObject({ sourceKey: '0123|20141013T000000', standardStatus: 'CLOSED', listedAt: '2014-10-13' })
  expect(rows[0]?.content).toMatchObject({
    title: 'House with 3 bedrooms in Seattle',
    propertyType: 'HOUSE',
    livingArea: 139.35,
    address: { city: 'Seattle', postalCode: '98103' },
    attributes: {
      closeDate: '2014-10-13',
      view: true,
      waterfront: false,
      basement: false,
      condition: 'good',
      floorsTotal: 1.5,
    },
  })
  expect(rows[0]?.content.attributes).not.toHaveProperty('renovatedYear')
})

test("valencia: yes and no are said outright, the year is the cadastre's", async () => {
  const { rows } = await prepare('valencia', [
    {
      ASSETID: 'A1',
      PERIOD: '201809',
      PRICE: '150000.0',
      CONSTRUCTEDAREA: '90',
      ROOMNUMBER: '3',
      BATHNUMBER: '2',
      HASTERRACE: '1',
      HASLIFT: '0',
      HASSOUTHORIENTATION: '1',
      HASEASTORIENTATION: '1',
      ISSTUDIO: '0',
      ISDUPLEX: '0',
      CONSTRUCTIONYEAR: '15',
      CADCONSTRUCTIONYEAR: '1968',
      FLOORCLEAN: '4',
      FLATLOCATIONID: '2',
      BUILTTYPEID_2: '1',
      LONGITUDE: '-0.37',
      LATITUDE: '39.47',
    },
  ])
  expect(rows[0]?.content).toMatchObject({
    title: 'Flat of 90 m² in Valencia',
    yearBuilt: 1968,
    listPrice: { amount: 150_000, currency: 'EUR' },
    attributes: {
      terrace: true,
      elevator: false,
      floor: 4,
      exteriorFacing: false,
      orientation: 'south-east',
      condition: 'needs work',
    },
  })
})

test("nyc: transfers are left out; land has no rooms and flats not their building's area", async () => {
  const sale = {
    BOROUGH: '3',
    NEIGHBORHOOD: 'BAY RIDGE',
    BUILDING_CLASS_CATEGORY: '01 ONE FAMILY DWELLINGS',
    BLOCK: '9',
    LOT: '8',
    ADDRESS: '12 SHORE ROAD',
    ZIP_CODE: '11209.0',
    LAND_SQUARE_FEET: '2000.0',
    GROSS_SQUARE_FEET: '1800.0',
    YEAR_BUILT: '1930.0',
    SALE_PRICE: '900000',
    SALE_DATE: '2023-09-01',
  }
  const { rows, skips } = await prepare('nyc', [
    sale,
    { ...sale, LOT: '9', SALE_PRICE: '10' },
    { ...sale, LOT: '10', BUILDING_CLASS_CATEGORY: '05 TAX CLASS 1 VACANT LAND' },
    { ...sale, LOT: '11', BUILDING_CLASS_CATEGORY: '13 CONDOS - ELEVATOR APARTMENTS' },
  ])
  expect(skips).toHaveLength(1)
  expect(rows[0]?.content).toMatchObject({
    title: 'One-family house, 12 Shore Road',
    livingArea: 167.23,
    yearBuilt: 1930,
    address: { city: 'New York', district: 'Bay Ridge', postalCode: '11209' },
    attributes: { borough: 'Brooklyn', closeDate: '2023-09-01' },
  })
  expect(rows[1]?.content).toMatchObject({
    propertyType: 'LAND',
    livingArea: null,
    yearBuilt: null,
    lotSizeArea: 185.81,
  })
  expect(rows[2]?.content).toMatchObject({
    propertyType: 'APARTMENT',
    livingArea: null,
    attributes: { elevator: true },
  })
})

test('airbnb: thirty nights make the month, the position the city and currency, rooms are no flats', async () => {
  const row = {
    id: '5',
    last_scraped: '2024-06-29',
    name: 'Kamer met terras',
    description: 'Mooi.<br />Rustig &amp; licht.',
    latitude: '51.21',
    longitude: '4.41',
    property_type: 'Entire rental unit',
    room_type: 'Entire home/apt',
    accommodates: '2',
    bathrooms: '',
    bathrooms_text: '1.5 shared baths',
    bedrooms: '1.0',
    amenities: '["Elevator", "Pets allowed", "Free washer \\u2013 In unit", "Board games"]',
    price: '$1,099.00',
    minimum_nights: '3',
  }
  const { rows, skips, refusals } = await prepare('airbnb', [
    row,
    { ...row, id: '6', price: '' },
    { ...row, id: '7', room_type: 'Private room', latitude: '55.95', longitude: '-3.19' },
    { ...row, id: '8', latitude: '48.85', longitude: '2.35' },
  ])
  expect(rows[0]?.content).toMatchObject({
    propertyType: 'APARTMENT',
    description: 'Mooi.\nRustig & licht.',
    listPrice: { amount: 32_970, currency: 'EUR' },
    bathroomsTotal: 1.5,
    address: { city: 'Antwerp', country: 'BE' },
    attributes: {
      elevator: true,
      petsAllowed: ['dogs', 'cats'],
      laundryInUnit: true,
      nightlyPrice: 1099,
      otherAmenities: ['Board games'],
    },
  })
  expect(rows[1]?.content).toMatchObject({
    propertyType: 'OTHER',
    listPrice: { currency: 'GBP' },
    address: { city: 'Edinburgh' },
  })
  expect(skips).toHaveLength(1)
  expect(refusals.map(({ line, path }) => [line, path])).toEqual([
    [5, 'listPrice.currency'],
    [5, 'address.city'],
  ])
})

test('reso: takes PascalCase columns flat out of a table as well as nested camelCase', async () => {
  const { rows, refusals } = await prepare('reso', [
    {
      ListingKey: 'R-1',
      ListPrice: '2,400',
      Currency: 'USD',
      PropertyType: 'Residential Lease',
      PropertySubType: 'Condominium',
      StandardStatus: 'Active',
      BedroomsTotal: '2',
      BathroomsTotalDecimal: '1.5',
      LivingArea: '1000',
      LivingAreaUnits: 'Square Feet',
      UnparsedAddress: '1 Main St, Springfield',
      City: 'Springfield',
      StateOrProvince: 'IL',
      PublicRemarks: 'Sunny.',
      'attributes.pool': 'yes',
      'attributes.petsAllowed': 'dogs|cats',
    },
  ])
  expect(refusals).toEqual([])
  expect(rows[0]).toMatchObject({ sourceKey: 'R-1', standardStatus: 'ACTIVE' })
  expect(rows[0]?.content).toMatchObject({
    title: 'Condominium, 1 Main St, Springfield',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 2400, currency: 'USD' },
    livingArea: 92.90304,
    attributes: { pool: true, petsAllowed: ['dogs', 'cats'] },
  })
})
