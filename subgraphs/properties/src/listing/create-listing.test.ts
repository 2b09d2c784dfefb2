import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, flat, follower, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const mutation = `mutation ($input: CreatePropertyInput!) { createProperty(input: $input) {
  id standardStatus version livingArea sqft: livingArea(unit: SQUARE_FEET) owner { id } filledFields
  priceHistory { price { amount currency } changedAt }
  attributes { key label status value { valueType boolean number unit text list date } }
} }`

const create = (changes: object, viewer = ana) => properties.ask(mutation, { input: { ...flat, ...changes } }, viewer)
const pathsOf = ({ errors }: Awaited<ReturnType<typeof create>>) =>
  errors?.[0]?.extensions.problems?.map(({ path }) => path)

test('makes a draft of the viewer with its first price', async () => {
  const { data } = await create({})
  expect(data.createProperty).toMatchObject({
    standardStatus: 'DRAFT',
    version: 1,
    owner: { id: ana.id },
    livingArea: 80,
    sqft: 861.11,
    priceHistory: [{ price: { amount: 250_000, currency: 'EUR' }, changedAt: '2026-03-01T12:00:00.000Z' }],
  })
  expect(data.createProperty.filledFields).toEqual(expect.arrayContaining(['title', 'address.city', 'listPrice']))
  expect(data.createProperty.filledFields).not.toContain('location')
})

test('reports all problems together, each with its path', async () => {
  const answer = await create({
    title: ' Hi ',
    listPrice: { amount: -1, currency: 'EURO' },
    livingArea: 0,
    bathroomsTotal: 1.3,
    yearBuilt: 3000,
    address: { city: 'x'.repeat(101), country: 'France' },
    location: { latitude: 95, longitude: 190 },
    photos: [
      { url: 'http://example.com/a.jpg' },
      { url: 'javascript:alert(1)' },
      { url: 'https://user:pw@host.example/a.jpg' },
      { url: 'https://192.168.1.1/reboot' },
    ],
    contact: { email: 'nobody', phone: 'call me' },
    attributes: [{ key: 'Pets allowed', text: 'x' }, { key: 'pool', text: 'yes' }, { key: 'floor' }],
    clientMutationKey: 'k'.repeat(101),
  })
  expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(pathsOf(answer)?.sort()).toEqual(
    [
      'title',
      'listPrice.amount',
      'listPrice.currency',
      'livingArea',
      'bathroomsTotal',
      'yearBuilt',
      'address.city',
      'address.country',
      'location.latitude',
      'location.longitude',
      'photos.0.url',
      'photos.1.url',
      'photos.2.url',
      'photos.3.url',
      'contact.email',
      'contact.phone',
      'attributes.0.key',
      'attributes.1',
      'attributes.2',
      'clientMutationKey',
    ]
      .map((path) => `input.${path}`)
      .sort(),
  )
})

test.each([
  [{ propertyType: 'LAND', livingArea: 80 }, ['livingArea', 'bedroomsTotal', 'bathroomsTotal', 'yearBuilt']],
  [{ listingIntent: 'FOR_RENT' }, ['listPrice.amount']],
  [{ listPrice: { amount: 900, currency: 'EUR' } }, ['listPrice.amount']],
  [{ livingArea: 5000 }, ['livingArea']],
  [{ bedroomsTotal: 30 }, ['bedroomsTotal']],
  [{ title: 'Broken \u0000 title' }, ['title']],
  [{ description: 'half a \ud800 character' }, ['description']],
])('judges values together, by type and by sale or rent: %j', async (changes, paths) => {
  expect(pathsOf(await create(changes))).toEqual(paths.map((path) => `input.${path}`))
})

test.each([
  { listingIntent: 'FOR_RENT', listPrice: { amount: 12_000_000, currency: 'VND' } },
  { listPrice: { amount: 5_000_000_000, currency: 'VND' } },
  { propertyType: 'HOUSE', livingArea: 5000 },
  { bedroomsTotal: 0, bathroomsTotal: 0.75 },
])('takes what is unusual but right: %j', async (changes) => {
  expect((await create(changes)).errors).toBeUndefined()
})

test('keeps pictures that lie elsewhere, in the order they were given', async () => {
  const photos = [
    { url: 'https://pictures.example/z.jpg', caption: 'The street' },
    { url: 'https://pictures.example/a.jpg' },
  ]
  const { data, errors } = await create({ photos })
  expect(errors).toBeUndefined()
  const shown = await properties.ask(
    'query ($id: ID!) { property(id: $id) { photos { url caption } } }',
    { id: data.createProperty.id },
    ana,
  )
  expect(shown.data.property.photos).toEqual([photos[0], { ...photos[1], caption: null }])
})

test('keeps known attributes in the canonical unit and unknown ones as NEW', async () => {
  const attributes = [
    { key: 'ceilingHeight', number: 10, unit: '[ft_i]' },
    { key: 'availableFrom', date: '2026-05-01' },
    { key: 'petsAllowed', list: ['dogs'] },
    { key: 'wineCellarBottles', number: 400 },
  ]
  const { data } = await create({ attributes })
  expect(data.createProperty.attributes).toEqual(
    [
      {
        key: 'ceilingHeight',
        label: 'Ceiling height',
        status: 'KNOWN',
        value: { valueType: 'NUMBER', boolean: null, number: 3.048, unit: 'm', text: null, list: null, date: null },
      },
      {
        key: 'availableFrom',
        label: 'Available from',
        status: 'KNOWN',
        value: {
          valueType: 'DATE',
          boolean: null,
          number: null,
          unit: null,
          text: null,
          list: null,
          date: '2026-05-01',
        },
      },
      {
        key: 'petsAllowed',
        label: 'Pets allowed',
        status: 'KNOWN',
        value: { valueType: 'LIST', boolean: null, number: null, unit: null, text: null, list: ['dogs'], date: null },
      },
      {
        key: 'wineCellarBottles',
        label: 'Wine cellar bottles',
        status: 'NEW',
        value: { valueType: 'NUMBER', boolean: null, number: 400, unit: null, text: null, list: null, date: null },
      },
    ].sort((a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1)),
  )
})

test("refuses a unit that cannot become the catalogue's", async () => {
  expect(pathsOf(await create({ attributes: [{ key: 'ceilingHeight', number: 3, unit: 'kg' }] }))).toEqual([
    'input.attributes.0.unit',
  ])
  expect(pathsOf(await create({ attributes: [{ key: 'floor', number: 3, unit: 'm' }] }))).toEqual([
    'input.attributes.0.unit',
  ])
})

test('makes one listing of a mutation key, also when it is sent many times at once', async () => {
  const sent = await Promise.all(Array.from({ length: 6 }, () => create({ clientMutationKey: 'retry-1' })))
  const ids = new Set(sent.map(({ data }) => data.createProperty.id))
  expect(ids.size).toBe(1)
  const [id] = ids
  expect(await properties.database.client.priceChange.count({ where: { propertyId: id } })).toBe(1)
  const bens = await create({ clientMutationKey: 'retry-1' }, ben)
  expect(ids.has(bens.data.createProperty.id)).toBe(false)
})

test('lets neither nobody nor a service own a listing', async () => {
  const nobody = await properties.ask(mutation, { input: flat }, null)
  expect(nobody.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect((await create({}, follower)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})
