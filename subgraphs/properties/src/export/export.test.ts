import type { Viewer } from '@ree-ai/kit/identity/viewer'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin, ana, ben, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let first: TestProperties
let second: TestProperties
beforeAll(async () => {
  ;[first, second] = await Promise.all([startProperties(), startProperties()])
})
afterAll(async () => {
  await Promise.all([first.close(), second.close()])
})

const exporter: Viewer = { ...admin, scopes: [...admin.scopes, 'properties:review'] }
const query = `query ($format: ExportFormat, $filter: PropertyFilter, $ownerId: ID, $first: Int, $after: String) {
  it: exportProperties(format: $format, filter: $filter, ownerId: $ownerId, first: $first, after: $after) {
    rows endCursor hasMore totalCount } }`

/** Words that nobody takes for spam, with everything that a file might misread. */
const words = [
  'Quiet',
  'flat',
  'côté',
  "l'étage",
  '"two rooms"',
  'hill; lake,',
  'naïve',
  'Größe',
  'phòng',
  'n/a',
  '2-3',
  '#1',
  '+',
  '| bar',
  'null',
  'end\nnext',
]
const word = fc.array(fc.constantFrom(...words), { minLength: 2, maxLength: 5 }).map((some) => some.join(' '))
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const cents = fc.integer({ min: 20_000_000, max: 90_000_000 }).map((value) => value / 100)
const attribute = fc.oneof(
  fc.record({ key: fc.constantFrom('pool', 'elevator', 'newFlag'), boolean: fc.boolean() }),
  fc.record({ key: fc.constantFrom('floor', 'newNumber'), number: fc.integer({ min: -3, max: 90 }) }),
  fc.record({
    key: fc.constant('newText'),
    text: fc.oneof(word, fc.constantFrom('true', '12', 'null', 'n/a', '[1]', '{"a":1}')),
  }),
  fc.record({ key: fc.constant('newList'), list: fc.array(word, { minLength: 1, maxLength: 3 }) }),
  fc.record({ key: fc.constant('availableFrom'), date: fc.constantFrom('2026-01-31', '2028-02-29') }),
)
const listing = fc.record(
  {
    title: fc.tuple(word, word).map((words) => words.join(' & ')),
    description: fc.oneof(word, fc.constantFrom('', 'null', 'N/A', 'na', 'He said "hi",\r\nthen; left\t|')),
    listingIntent: fc.constant('FOR_SALE'),
    propertyType: fc.constantFrom('APARTMENT', 'HOUSE', 'OTHER'),
    listPrice: fc.record({ amount: cents, currency: fc.constantFrom('EUR', 'USD') }),
    livingArea: maybe(fc.double({ min: 100, max: 300, noNaN: true })),
    lotSizeArea: maybe(fc.integer({ min: 100, max: 5000 })),
    bedroomsTotal: maybe(fc.integer({ min: 0, max: 5 })),
    bathroomsTotal: maybe(fc.integer({ min: 0, max: 16 }).map((quarters) => quarters / 4)),
    yearBuilt: maybe(fc.integer({ min: 1500, max: 2026 })),
    address: fc.record({
      city: fc.oneof(word, fc.constant('Na')),
      district: maybe(word),
      street: maybe(word),
      postalCode: maybe(fc.constantFrom('01234', '08001')),
      country: maybe(fc.constantFrom('ES', 'NA')),
    }),
    location: maybe(
      fc.record({
        latitude: fc.double({ min: -90, max: 90, noNaN: true }),
        longitude: fc.double({ min: -180, max: 180, noNaN: true }),
      }),
    ),
    attributes: fc.uniqueArray(attribute, { selector: ({ key }) => key, maxLength: 5 }),
    photos: fc.array(
      fc.record({ url: fc.webUrl({ validSchemes: ['https'] }), caption: maybe(word) }, { requiredKeys: ['url'] }),
      { maxLength: 3 },
    ),
    contact: maybe(
      fc.record({ name: maybe(word), phone: maybe(fc.constant('+34 960 00 00 00')), isPublic: fc.boolean() }),
    ),
  },
  { requiredKeys: ['title', 'description', 'listingIntent', 'propertyType', 'listPrice', 'address'] },
)

/** A listing as it is stored, without what says where and when it was. */
async function stored(properties: TestProperties) {
  const rows = await properties.database.client.property.findMany({ orderBy: [{ title: 'asc' }, { id: 'asc' }] })
  return rows.map(
    ({
      id,
      version,
      source,
      sourceKey,
      sourceHash,
      mutationKey,
      createdAt,
      updatedAt,
      sortedAt,
      expiresAt,
      ...rest
    }) => ({
      ...rest,
      listPrice: Number(rest.listPrice),
    }),
  )
}

async function readAll(properties: TestProperties, variables: object, viewer = exporter) {
  const rows: Record<string, unknown>[] = []
  let after: string | null = null
  do {
    const { data, errors } = await properties.ask(query, { first: 7, ...variables, after }, viewer)
    expect(errors).toBeUndefined()
    rows.push(...data.it.rows)
    after = data.it.hasMore ? data.it.endCursor : null
  } while (after !== null)
  return rows
}

test.each([
  'NESTED',
  'FLAT',
])('import(export(x)) is x: every field, attribute, picture and contact, %s', async (format) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(listing, fc.boolean()), { minLength: 1, maxLength: 10 }), async (listings) => {
      await Promise.all([first, second].map(({ database }) => database.client.property.deleteMany()))
      for (const [changes, isDraft] of listings) await first.offer(changes, { isDraft })
      const rows = await readAll(first, { format })
      const { data, errors } = await second.ask(
        `mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) {
          created refused refusals { line path reason } } }`,
        {
          input: {
            source: 'moved',
            mappingName: 'export',
            ownerId: ana.id,
            // As a file would hold them.
            rows: rows.map((values, index) => ({
              line: index + 1,
              values:
                format === 'FLAT'
                  ? Object.fromEntries(
                      Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]),
                    )
                  : values,
            })),
          },
        },
        admin,
      )
      expect(errors).toBeUndefined()
      expect(data.it).toEqual({ created: listings.length, refused: 0, refusals: [] })
      expect(await stored(second)).toEqual(await stored(first))
    }),
    { numRuns: 25 },
  )
}, 120_000)

test('an export that was edited comes back as an update of the same listings, for their owner only', async () => {
  await first.database.client.property.deleteMany()
  const { id } = await first.offer({ title: 'Before the edit' })
  const [row] = await readAll(first, {})
  const input = (ownerId: string) => ({
    source: 'edited',
    mappingName: 'export',
    ownerId,
    rows: [{ line: 1, values: { ...row, title: 'After the edit' } }],
  })
  const send = async (ownerId: string) =>
    (
      await first.ask(
        'mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) { created updated } }',
        { input: input(ownerId) },
        admin,
      )
    ).data.it
  expect(await send(ana.id)).toEqual({ created: 0, updated: 1 })
  expect((await first.database.client.property.findUniqueOrThrow({ where: { id } })).title).toBe('After the edit')
  expect(await send(ben.id)).toEqual({ created: 1, updated: 0 })
})

test('everyone exports their own, reviewers everything, and contacts go to those they belong to', async () => {
  await first.database.client.property.deleteMany()
  const contact = { email: 'ana@example.com', isPublic: false }
  const own = await first.offer({ contact }, { isDraft: true })
  const other = await first.offer({ contact: { name: 'Ben', isPublic: true } }, { owner: ben })
  const keys = async (viewer: typeof ana, variables: object = {}) =>
    (await readAll(first, variables, viewer)).map(({ listingKey }) => listingKey)
  expect(await keys(ana)).toEqual([own.id])
  expect(await keys(ben)).toEqual([other.id])
  expect(await keys(reviewer)).toEqual([own.id, other.id])
  expect(await keys(reviewer, { ownerId: ben.id })).toEqual([other.id])
  expect(await keys(ana, { filter: { standardStatus: ['ACTIVE'] } })).toEqual([])
  const contacts = async (viewer: typeof ana) =>
    JSON.stringify((await readAll(first, {}, viewer)).map((row) => row.contact))
  expect(await contacts(ana)).toContain('ana@example.com')
  expect(await contacts(reviewer)).not.toContain('ana@example.com')
  expect(await contacts(reviewer)).toContain('"Ben"')
  expect(await contacts(exporter)).toContain('ana@example.com')

  const ask = async (variables: object, viewer: typeof ana | null) =>
    (await first.ask(query, variables, viewer)).errors?.[0]?.extensions
  expect((await ask({ ownerId: ben.id }, ana))?.code).toBe('FORBIDDEN')
  expect((await ask({}, null))?.code).toBe('UNAUTHENTICATED')
  expect((await ask({ first: 201, after: 'nonsense' }, ana))?.problems?.map(({ path }) => path)).toEqual([
    'first',
    'after',
  ])
})

test('an export takes one statement a page, however long the page', async () => {
  await first.database.client.property.deleteMany()
  for (let number = 0; number < 12; number += 1) await first.offer({ attributes: [{ key: 'pool', boolean: true }] })
  const measure = async (size: number) => {
    const before = await first.countCalls()
    await first.ask('query ($first: Int) { exportProperties(first: $first) { rows } }', { first: size }, ana)
    return (await first.countCalls()) - before
  }
  expect([await measure(2), await measure(12)]).toEqual([1, 1])
})
