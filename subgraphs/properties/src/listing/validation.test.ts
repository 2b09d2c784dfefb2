import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, flat, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { listingIntents, propertyTypes } from './listing.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

interface Problem {
  readonly layer: string
  readonly path: string
  readonly reason: string
}

const validate = async (changes: object, viewer: typeof ana | null = ana) => {
  const { data, errors } = await properties.ask(
    `query ($input: CreatePropertyInput!) { it: validateProperty(input: $input) {
      isValid isPublishable problems { layer path reason propertyId } warnings { layer path reason propertyId } } }`,
    { input: { ...flat, ...changes } },
    viewer,
  )
  return { ...data?.it, errors }
}
const create = (changes: object) =>
  properties.ask(
    'mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) { id version } }',
    { input: { ...flat, ...changes } },
    ana,
  )
const move = (listing: object, standardStatus: string, viewer = ana) =>
  properties.ask(
    `mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) {
      id version standardStatus reviewReasons { layer path reason } } }`,
    { input: { ...listing, standardStatus } },
    viewer,
  )
const tell = (problems: readonly Problem[]) => problems.map(({ layer, path }) => `${layer} ${path}`).sort()
const countRows = async () => {
  const { property, attributeDefinition, textSignature } = properties.database.client
  return Promise.all([property.count(), attributeDefinition.count(), textSignature.count()])
}

const faulty = {
  title: ' ',
  listPrice: { amount: 90_000_000, currency: 'EUR' },
  bathroomsTotal: 40,
  address: { country: 'UK', postalCode: 'x' },
  contact: { email: 'a@b', phone: '12' },
  attributes: [{ key: 'floor', text: 'second' }],
}
const faults = [
  'FORMAT input.address.country',
  'FORMAT input.attributes.0',
  'FORMAT input.contact.email',
  'FORMAT input.contact.phone',
  'LOGIC input.bathroomsTotal',
  'LOGIC input.listPrice.amount',
  'PRESENCE input.title',
]

test('problems of every layer are told together, each with its layer, and alike by the dry run', async () => {
  const { errors } = await create(faulty)
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(tell(errors?.[0]?.extensions.problems as readonly Problem[])).toEqual(faults)
  const { isValid, isPublishable, problems } = await validate(faulty)
  expect({ isValid, isPublishable, problems: tell(problems) }).toEqual({
    isValid: false,
    isPublishable: false,
    problems: faults,
  })
  expect(problems.find(({ path }: Problem) => path.endsWith('country')).reason).toContain('"GB"')
})

test('a dry run writes nothing, and needs somebody who is signed in', async () => {
  const before = await countRows()
  expect(await validate({ attributes: [{ key: 'ropeLadders', number: 3 }] })).toMatchObject({
    isValid: true,
    isPublishable: true,
    problems: [],
    warnings: [],
  })
  expect(await countRows()).toEqual(before)
  expect((await validate({}, null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
})

test('what only publishing needs is a warning: a city, and of land its size', async () => {
  const land = { propertyType: 'LAND', livingArea: null, bedroomsTotal: null, bathroomsTotal: null, yearBuilt: null }
  const { isValid, isPublishable, warnings } = await validate({ ...land, address: {} })
  expect({ isValid, isPublishable, warnings: tell(warnings) }).toEqual({
    isValid: true,
    isPublishable: false,
    warnings: ['PRESENCE input.address.city', 'PRESENCE input.lotSizeArea'],
  })
})

test.each([
  ['listPrice.amount', { livingArea: 1200, listPrice: { amount: 9000, currency: 'EUR' } }],
  ['listPrice.amount', { livingArea: 10, bedroomsTotal: 1, listPrice: { amount: 9_000_000, currency: 'EUR' } }],
  [
    'listPrice.amount',
    { listingIntent: 'FOR_RENT', livingArea: 10, bedroomsTotal: 1, listPrice: { amount: 11_000, currency: 'EUR' } },
  ],
  ['bathroomsTotal', { bedroomsTotal: 1, bathroomsTotal: 7 }],
  ['lotSizeArea', { propertyType: 'HOUSE', livingArea: 400, lotSizeArea: 20 }],
  ['location', { location: { latitude: 0, longitude: 0 } }],
])('values that do not go together are told at %s: %j', async (path, changes) => {
  const { problems } = await validate(changes)
  expect(tell(problems)).toEqual([`LOGIC input.${path}`])
})

test.each([
  { contact: { phone: '+32 (0)3 123 45 67', email: "o'neil+flat@mail.example.co.uk" } },
  { contact: { phone: '(206) 555-0123 ext. 12', email: 'jürgen@münchen.example' } },
  { contact: { phone: '0049/30/123456' } },
  { contact: { phone: '030 1234567' } },
  { address: { city: 'Ghent', country: 'BE', postalCode: 'B-9000' } },
  { address: { city: 'Leith', country: 'gb', postalCode: 'eh67aa' } },
  { address: { city: 'Porto', country: 'PT', postalCode: '4000-007' } },
  { address: { city: 'Saigon', country: 'VN', postalCode: '700000' } },
  { address: { city: 'Pristina', country: 'XK', postalCode: 'anything' } },
])('takes what people of a country write: %j', async (changes) => {
  expect((await validate(changes)).problems).toEqual([])
})

test.each([
  ['contact.phone', { contact: { phone: '+1 23' } }],
  ['contact.phone', { contact: { phone: '+1234567890123456' } }],
  ['contact.phone', { contact: { phone: '(030 1234567' } }],
  ['contact.email', { contact: { email: 'a..b@example.com' } }],
  ['contact.email', { contact: { email: 'a@-example.com' } }],
  ['contact.email', { contact: { email: 'a@192.168.0.1' } }],
  ['address.postalCode', { address: { country: 'US', postalCode: '9810' } }],
  ['address.postalCode', { address: { country: 'ES', postalCode: '99001' } }],
  ['address.country', { address: { country: 'XX1' } }],
])('refuses what is wrong by itself at %s: %j', async (path, changes) => {
  expect(tell((await validate(changes)).problems)).toEqual([`FORMAT input.${path}`])
})

const fraud = {
  title: 'Flat near the park',
  description: 'Very cheap. Pay the first month by Western Union, then I will send you the keys.',
}

test('a text that looks like fraud waits for a reviewer, who and whose owner see why; once approved it is published', async () => {
  expect(await validate(fraud)).toMatchObject({
    isValid: true,
    isPublishable: false,
    warnings: [{ layer: 'SPAM' }, {}],
  })
  const draft = (await create(fraud)).data.it
  const held = (await move(draft, 'ACTIVE')).data.it
  expect(held).toMatchObject({
    standardStatus: 'PENDING_REVIEW',
    reviewReasons: [{ layer: 'SPAM' }, { layer: 'SPAM' }],
  })
  const read = (viewer: typeof ana | null) =>
    properties.ask('query ($id: ID!) { it: property(id: $id) { reviewReasons { reason } } }', { id: held.id }, viewer)
  expect((await read(reviewer)).data.it.reviewReasons[0].reason).toContain('western union')
  expect((await read(ben)).data.it).toBeNull()
  expect((await move({ id: held.id, version: held.version }, 'ACTIVE')).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  const [audit] = await properties.database.client.statusChange.findMany({
    where: { propertyId: held.id },
    orderBy: { id: 'desc' },
  })
  expect(audit).toMatchObject({ toStatus: 'PENDING_REVIEW', reason: expect.stringContaining('western union') })

  const approved = (await move({ id: held.id, version: held.version }, 'ACTIVE', reviewer)).data.it
  expect(approved.standardStatus).toBe('ACTIVE')
  expect((await read(null)).data.it).toEqual({ reviewReasons: null })
  const withdrawn = (await move({ id: held.id, version: approved.version }, 'WITHDRAWN')).data.it
  expect((await move({ id: held.id, version: withdrawn.version }, 'ACTIVE')).data.it.standardStatus).toBe('ACTIVE')
})

test('a published listing that is edited into fraud is taken back for a review; another edit leaves it published', async () => {
  const { id, version } = await properties.offer({ title: 'Flat near the market' })
  const edit = async (input: object) =>
    (
      await properties.ask(
        'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { version standardStatus } }',
        { input },
        ana,
      )
    ).data.it
  const repriced = await edit({ id, version, listPrice: { amount: 240_000, currency: 'EUR' } })
  expect(repriced.standardStatus).toBe('ACTIVE')
  const held = await edit({ id, version: repriced.version, description: fraud.description })
  expect(held.standardStatus).toBe('PENDING_REVIEW')
  expect((await properties.ask('query ($id: ID!) { it: property(id: $id) { id } }', { id }, ben)).data.it).toBeNull()
})

test('whatever is sent is taken or refused with problems that say where, and the dry run says the same', async () => {
  const text = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constant(flat.title),
  )
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -5, max: 500 }),
    fc.constant(null),
  )
  const whole = fc.oneof(
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    fc.integer({ min: 0, max: 8 }),
    fc.constant(null),
  )
  const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 3 })
  const input = fc.record({
    title: text,
    description: fc.oneof(text, fc.lorem({ maxCount: 80 })),
    listingIntent: fc.constantFrom(...listingIntents),
    propertyType: fc.constantFrom(...propertyTypes),
    listPrice: fc.record({
      amount: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 100, max: 900_000 })),
      currency: fc.oneof(fc.constantFrom('EUR', 'USD', 'VND', 'xx'), fc.string({ maxLength: 5 })),
    }),
    livingArea: number,
    lotSizeArea: number,
    bedroomsTotal: whole,
    bathroomsTotal: number,
    yearBuilt: whole,
    address: fc.record({ city: maybe(text), street: maybe(text), postalCode: maybe(text), country: maybe(text) }),
    location: maybe(
      fc.record({
        latitude: fc.double({ min: -200, max: 200, noNaN: true }),
        longitude: fc.double({ min: -200, max: 200, noNaN: true }),
      }),
    ),
    contact: maybe(fc.record({ name: maybe(text), email: maybe(text), phone: maybe(text) })),
    attributes: maybe(fc.array(fc.record({ key: text, text }), { maxLength: 3 })),
    clientMutationKey: maybe(text),
  })
  let taken = 0
  await fc.assert(
    fc.asyncProperty(input, async (given) => {
      const dry = await validate(given)
      const { data, errors } = await create(given)
      if (errors === undefined) {
        taken += 1
        expect(data.it.id).toMatch(/^[0-9a-f-]{36}$/)
        // The scalar refuses some currencies before the listing is looked at.
        expect(dry.errors ?? dry.isValid).toBe(true)
        return
      }
      expect(['BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']).toContain(errors[0]?.extensions.code)
      if (dry.errors !== undefined) return
      const problems = errors[0]?.extensions.problems as readonly Problem[]
      expect(problems.length).toBeGreaterThan(0)
      for (const { layer, path, reason } of problems) {
        expect(layer).toMatch(/^(PRESENCE|FORMAT|LOGIC|SPAM|DUPLICATE)$/)
        expect(path).toMatch(/^input/)
        expect(reason.length).toBeGreaterThan(5)
      }
      expect(dry.isValid).toBe(false)
      expect(tell(dry.problems)).toEqual(tell(problems))
    }),
    {
      numRuns: 150,
      examples: [[{ ...flat, location: null, contact: null, attributes: null, clientMutationKey: null } as never]],
    },
  )
  expect(taken).toBeGreaterThan(0)
})
