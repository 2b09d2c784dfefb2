import { applyMapping } from '@ree-ai/properties/import/apply-mapping'
import { createBatchWork } from '@ree-ai/properties/import/row-work'
import { expect, test } from 'vitest'
import { describeColumns } from './describe-columns.ts'
import { proposeMapping } from './propose-mapping.ts'

type Values = Readonly<Record<string, unknown>>

/** What the proposal for these rows makes of the first of them, and what it asks. */
async function propose(...rows: readonly Values[]) {
  const { columns } = await describeColumns(
    (async function* () {
      for (const [index, values] of rows.entries()) yield { line: index + 2, values }
    })(),
  )
  const { mapping, questions } = proposeMapping(columns)
  return { mapping, questions, read: (row: Values) => applyMapping(mapping, row, createBatchWork()()) }
}

const german = {
  'Objekt-Nr.': 'M-1',
  Bezeichnung: 'Villa am See',
  Vermarktungsart: 'Kauf',
  Objektart: 'Einfamilienhaus',
  Kaufpreis: '1.250.000,50',
  'Wohnfläche (m²)': '245,5',
  Grundstücksfläche: '1.200',
  Straße: 'Seestraße',
  Hausnummer: '12a',
  Ort: 'Starnberg',
  Land: 'Deutschland',
  Haustiere: 'Hunde',
  Hausgeld: '385,50',
  'Verfügbar ab': '24.12.2025',
}

test('a point between thousands is no decimal point where the rest of the file has a decimal comma', async () => {
  const { read, questions } = await propose(german, { ...german, 'Objekt-Nr.': 'M-2', Haustiere: 'ja' })
  const row = read(german)
  expect(row.problems).toEqual([])
  expect(row.sourceKey).toBe('M-1')
  expect(row.fields).toMatchObject({
    title: 'Villa am See',
    listingIntent: 'FOR_SALE',
    propertyType: 'HOUSE',
    'listPrice.amount': 1_250_000.5,
    livingArea: 245.5,
    lotSizeArea: 1200,
    'address.street': 'Seestraße 12a',
    'address.country': 'DE',
  })
  expect(row.attributes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'petsAllowed', list: ['dogs'] }),
      expect.objectContaining({ key: 'monthlyFee', number: 385.5 }),
      expect.objectContaining({ key: 'availableFrom', date: '2025-12-24' }),
    ]),
  )
  expect(questions).toEqual(['fields."listPrice.currency": no column tells it; "EUR" is a guess.'])
})

test('a number that nothing in the file decides is asked for', async () => {
  const { questions } = await propose({ id: '1', title: 'Plot', city: 'Wells', 'lot size': '1.200', price: '90000' })
  expect(questions.join('\n')).toContain('"lot size": is the point in "1.200" decimal?')
})

test('words beside a number, and a day that another column proves, are read as they are meant', async () => {
  const first = {
    'Listing ID': 'US-1',
    'Property Title': 'Bungalow',
    'Listing Type': 'For Rent',
    'Property Type': 'Townhome',
    Price: '$1,895/mo',
    'Sq Ft': '1,850 sq ft',
    City: 'Portland',
    'HOA Fee': '$485/mo',
    'Available Date': '02/01/2026',
    'List Date': '11/30/2025',
  }
  const { read, questions } = await propose(first, { ...first, 'Listing ID': 'US-2', Price: '$1,250,000' })
  const row = read(first)
  expect(row.problems).toEqual([])
  expect(row.fields).toMatchObject({
    listingIntent: 'FOR_RENT',
    propertyType: 'TOWNHOUSE',
    'listPrice.amount': 1895,
    livingArea: 171.9,
    listedAt: '2025-11-30',
  })
  expect(row.attributes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'availableFrom', date: '2026-02-01' }),
      expect.objectContaining({ key: 'monthlyFee', number: 485 }),
    ]),
  )
  expect(questions).toEqual(['fields."listPrice.currency": no column tells it; "USD" is a guess.'])
})

test('a price in millions or by the week is refused, never read as its first number', async () => {
  for (const price of ['$1.2 million', '350/week', '250k', '1.000 - 1.200'])
    expect(
      (await propose({ id: '1', price, city: 'Wells' })).read({ id: '1', price, city: 'Wells' }).problems,
    ).toMatchObject([{ path: 'listPrice.amount' }])
})

test('pets are those that searches know; what leaves a doubt is asked for', async () => {
  const rows = ['yes', 'No', 'Cats only', 'Dogs & cats', 'on request', 'no dogs'].map((pets, index) => ({
    id: String(index),
    Pets: pets,
  }))
  const { mapping, questions } = await propose(...rows)
  expect(mapping.attributes?.petsAllowed?.map).toEqual({
    yes: ['dogs', 'cats'],
    No: ['none'],
    'Cats only': ['cats'],
    'Dogs & cats': ['dogs', 'cats'],
  })
  expect(questions.join('\n')).toContain('do "on request", "no dogs" mean')
})

test('an unknown country and several units in a column are asked for', async () => {
  const { questions, mapping } = await propose(
    { id: '1', country: 'España', area: '1,200 sq ft' },
    { id: '2', country: 'Atlantis', area: '85 m2' },
  )
  expect(mapping.fields['address.country']?.map).toEqual({ España: 'ES' })
  expect(questions.join('\n')).toMatch(/"area": several units[\s\S]*"Atlantis"/)
})

test('a RESO feed gets the mapping that is shipped, and the currency is asked for', async () => {
  const row = {
    ListingKey: 'R-1',
    PublicRemarks: 'Sunny.',
    StandardStatus: 'ActiveUnderContract',
    PropertyType: 'ResidentialLease',
    PropertySubType: 'SingleFamilyResidence',
    ListPrice: 2400,
    LotSizeAcres: 0.5,
    BedroomsTotal: 2,
    City: 'Springfield',
    GarageYN: true,
    PetsAllowed: ['Dogs OK', 'Cats OK'],
    AvailabilityDate: '2026-12-24',
    ListAgentFullName: 'Tom Reed',
    ListOfficeMlsId: 'X',
  }
  const { read, questions } = await propose(row)
  const { fields, attributes, problems } = read(row)
  expect(problems).toEqual([])
  expect(fields).toMatchObject({
    listingIntent: 'FOR_RENT',
    propertyType: 'HOUSE',
    standardStatus: 'UNDER_CONTRACT',
    'listPrice.currency': 'USD',
    'contact.name': 'Tom Reed',
  })
  expect(fields.lotSizeArea).toBeCloseTo(2023.4, 1)
  expect(attributes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ key: 'garage', boolean: true }),
      expect.objectContaining({ key: 'petsAllowed', list: ['dogs', 'cats'] }),
      expect.objectContaining({ key: 'availableFrom', date: '2026-12-24' }),
    ]),
  )
  expect(questions.join('\n')).toMatch(/`reso`[\s\S]*"USD" is a guess[\s\S]*Not used: ListOfficeMlsId\./)
})
