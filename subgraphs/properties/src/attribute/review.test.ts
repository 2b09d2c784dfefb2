import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, follower, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createAttributeStore } from './attribute-store.ts'
import { countUsage } from './count-usage.ts'
import { followReviews } from './follow-reviews.ts'
import { createMoveStore } from './move-store.ts'
import { createUsageStore } from './usage-store.ts'

const curator: Viewer = {
  id: '00000000-0000-7000-8000-0000000000c1',
  role: 'ADMIN',
  scopes: ['attributes:review'],
  sessionId: null,
}
let properties: TestProperties
let placed = 0
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

/** A published listing with these attributes, unlike any other. */
const offer = (attributes: readonly object[], more: object = {}) => {
  placed += 1
  return properties.offer({
    title: `House number ${placed} on the hill`,
    listPrice: { amount: 100_000 + 1_000 * placed, currency: 'EUR' },
    livingArea: 60 + placed,
    attributes,
    ...more,
  })
}
const count = () => countUsage(createUsageStore(properties.database.client))
const move = () => {
  const { client } = properties.database
  const store = createMoveStore(client, createAttributeStore(client).findMany)
  return followReviews(store, () => properties.clock.nowMs)
}

const reviewing = `mutation ($input: ReviewAttributeInput!) { reviewAttribute(input: $input) {
  key label status mappedTo pendingListings keptListings keptValues { propertyId value } valueType unit
  reviews { action knownKey note reviewer { id } } } }`
const review = (input: object, viewer: Viewer | null = curator) => properties.ask(reviewing, { input }, viewer)
const queueQuery = `query ($first: Int, $after: String) { attributeReviewQueue(first: $first, after: $after) {
  edges { cursor node { definition { key } listingCount examples valueTypes { valueType listingCount } firstSeenAt
    suggestions { definition { key } reason score } } }
  pageInfo { hasNextPage endCursor } totalCount } }`
const queue = (variables: object = {}) => properties.ask(queueQuery, variables, curator)
async function attributesOf(id: string) {
  const { data } = await properties.ask(
    `query ($id: ID!) { property(id: $id) { version attributes { key status suggestedKey isExpected
      value { valueType boolean number unit text list } } } }`,
    { id },
    ana,
  )
  return data.property as {
    version: number
    attributes: readonly {
      key: string
      status: string
      suggestedKey: string | null
      isExpected: boolean
      value: { boolean: boolean | null; number: number | null; text: string | null; list: string[] | null }
    }[]
  }
}
async function read(id: string): Promise<Record<string, unknown>> {
  const { attributes } = await attributesOf(id)
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.boolean ?? value.number ?? value.text ?? value.list]),
  )
}
const findChanged = async (after: string | null) => {
  const log = await properties.ask(
    'query ($after: String) { propertyChanges(after: $after, first: 500) { changes { propertyId } endCursor } }',
    { after },
    follower,
  )
  const { changes, endCursor } = log.data.propertyChanges
  return { ids: (changes as { propertyId: string }[]).map(({ propertyId }) => propertyId), endCursor }
}

test('the queue lists new keys by how often they are used, with values and what they may mean', async () => {
  for (const text of ['Perros', 'Gatos', 'Perros']) await offer([{ key: 'mascotas', text }])
  await offer([{ key: 'wineCellarBottles', number: 400 }], {})
  await offer([{ key: 'wineCellarBottles', text: 'many' }])
  await offer([{ key: 'ballroom', boolean: true }])
  expect((await queue()).data.attributeReviewQueue.edges[0].node.listingCount).toBe(0)
  await count()
  const { data } = await queue()
  const { edges, totalCount } = data.attributeReviewQueue
  expect(edges.map(({ node }: { node: { definition: { key: string } } }) => node.definition.key)).toEqual([
    'mascotas',
    'wineCellarBottles',
    'ballroom',
  ])
  expect(totalCount).toBe(3)
  expect(edges[0].node).toMatchObject({
    listingCount: 3,
    examples: ['Gatos', 'Perros'],
    valueTypes: [{ valueType: 'TEXT', listingCount: 3 }],
    firstSeenAt: expect.any(String),
    suggestions: [{ definition: { key: 'petsAllowed' }, reason: 'SYNONYM', score: 1 }],
  })
  expect(edges[1].node.valueTypes).toEqual(
    expect.arrayContaining([
      { valueType: 'NUMBER', listingCount: 1 },
      { valueType: 'TEXT', listingCount: 1 },
    ]),
  )
  const first = await queue({ first: 2 })
  expect(first.data.attributeReviewQueue.pageInfo.hasNextPage).toBe(true)
  const rest = await queue({ first: 2, after: first.data.attributeReviewQueue.pageInfo.endCursor })
  expect(rest.data.attributeReviewQueue.edges).toHaveLength(1)
})

test('a listing tells which known key its own one probably means, and which known key is odd on its type', async () => {
  const { id } = await offer([
    { key: 'mascotas', text: 'Perros' },
    { key: 'petsAlowed', text: 'dogs' },
    { key: 'ballroom', boolean: true },
    { key: 'pool', boolean: true },
    { key: 'loadingDocks', number: 2 },
  ])
  const told = Object.fromEntries((await attributesOf(id)).attributes.map((one) => [one.key, one]))
  expect(told.mascotas?.suggestedKey).toBe('petsAllowed')
  expect(told.petsAlowed?.suggestedKey).toBe('petsAllowed')
  expect(told.ballroom?.suggestedKey).toBe(null)
  expect(told.pool).toMatchObject({ suggestedKey: null, isExpected: true })
  expect(told.loadingDocks?.isExpected).toBe(false)
  expect(told.mascotas?.isExpected).toBe(true)
})

test('mapping a key moves its values to the known one, tells followers, and keeps and reports what does not fit', async () => {
  const fits = await offer([{ key: 'haustiereErlaubt', text: 'dogs, cats' }])
  const isTaken = await offer([
    { key: 'haustiereErlaubt', text: 'dogs' },
    { key: 'petsAllowed', list: ['none'] },
  ])
  const yes = await offer([{ key: 'haustiereErlaubt', boolean: true }])
  const { endCursor } = await findChanged(null)
  const { data, errors } = await review({
    key: 'haustiereErlaubt',
    action: 'MAP',
    knownKey: 'petsAllowed',
    note: ' German ',
  })
  expect(errors).toBeUndefined()
  expect(data.reviewAttribute).toMatchObject({
    status: 'REJECTED',
    mappedTo: 'petsAllowed',
    pendingListings: 0,
    keptListings: 2,
    reviews: [{ action: 'MAP', knownKey: 'petsAllowed', note: 'German', reviewer: { id: curator.id } }],
  })
  expect(data.reviewAttribute.keptValues).toEqual(
    expect.arrayContaining([
      { propertyId: isTaken.id, value: 'dogs' },
      { propertyId: yes.id, value: 'true' },
    ]),
  )
  expect(await read(fits.id)).toEqual({ petsAllowed: ['dogs', 'cats'] })
  expect((await attributesOf(fits.id)).version).toBe(fits.version + 1)
  expect(await read(isTaken.id)).toEqual({ haustiereErlaubt: 'dogs', petsAllowed: ['none'] })
  expect(await read(yes.id)).toEqual({ haustiereErlaubt: true })
  expect((await findChanged(endCursor)).ids.sort()).toEqual([fits.id, isTaken.id, yes.id].sort())

  // Later writes go there too.
  const later = await offer([{ key: 'haustiereErlaubt', text: 'cats' }])
  expect(await read(later.id)).toEqual({ petsAllowed: ['cats'] })
  const both = await offer([
    { key: 'haustiereErlaubt', text: 'cats' },
    { key: 'petsAllowed', list: ['dogs'] },
  ])
  expect(await read(both.id)).toEqual({ haustiereErlaubt: 'cats', petsAllowed: ['dogs'] })
  const { version } = await attributesOf(yes.id)
  const updated = await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: { id: yes.id, version, attributes: [{ key: 'haustiereErlaubt', list: ['dogs'] }] } },
    ana,
  )
  expect(updated.errors).toBeUndefined()
  expect(await read(yes.id)).toEqual({ petsAllowed: ['dogs'] })
})

test('a value written while the reviewer decided follows in a last pass, once', async () => {
  const seen = await offer([{ key: 'piscine', text: 'oui' }])
  await review({ key: 'piscine', action: 'MAP', knownKey: 'pool' })
  expect(await read(seen.id)).toEqual({ pool: true })
  const late = await offer([])
  const { client } = properties.database
  await client.property.update({ where: { id: late.id }, data: { attributes: { piscine: 'non' } } })
  expect(await move()).toBe(0)
  properties.clock.nowMs += 121_000
  expect(await move()).toBeGreaterThan(0)
  expect(await read(late.id)).toEqual({ pool: false })
  expect(await move()).toBe(0)
  expect(await client.attributeMove.count({ where: { dueAt: { not: null } } })).toBe(0)
})

test('many listings follow in batches, whichever replicas do them, with what is left to see', async () => {
  const { id } = await offer([{ key: 'stellplatze', number: 2 }])
  const { client } = properties.database
  const row = await client.property.findUniqueOrThrow({ where: { id } })
  await client.$executeRaw`
    INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "standardStatus", "listPrice", "currency", "attributes")
    SELECT gen_random_uuid(), ${row.ownerId}::uuid, 'Copy ' || n, '', 'FOR_SALE', 'HOUSE', 'ACTIVE', 1, 'EUR', jsonb_build_object('stellplatze', n)
    FROM generate_series(1, 449) AS n`
  const { data } = await review({ key: 'stellplatze', action: 'MAP', knownKey: 'parkingTotal' })
  expect(data.reviewAttribute.pendingListings).toBe(250)
  await Promise.all([move(), move()])
  const left = await client.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS "n" FROM "properties"."Property" WHERE "attributes" ? 'stellplatze'`
  expect(left[0]?.n).toBe(0)
  const sum = await client.$queryRaw<{ n: number; versions: number }[]>`
    SELECT sum(("attributes" -> 'parkingTotal')::int)::int AS "n", max("version") AS "versions"
    FROM "properties"."Property" WHERE "title" LIKE 'Copy %'`
  expect(sum[0]).toEqual({ n: (449 * 450) / 2, versions: 2 })
  const progress = await properties.ask(
    '{ attributeDefinition(key: "stellplatze") { pendingListings keptListings } }',
    {},
    curator,
  )
  expect(progress.data.attributeDefinition).toEqual({ pendingListings: 0, keptListings: 0 })
})

test('approving a key gives it names and one kind; values become of that kind where they can', async () => {
  const text = await offer([{ key: 'mooringDepth', text: '350' }])
  const number = await offer([{ key: 'mooringDepth', number: 2 }])
  const words = await offer([{ key: 'mooringDepth', text: 'deep' }])
  const { data, errors } = await review({
    key: 'mooringDepth',
    action: 'APPROVE',
    valueType: 'NUMBER',
    unit: 'm',
    labels: [
      { language: 'en', text: 'Depth of the mooring' },
      { language: 'es', text: 'Calado del amarre' },
    ],
    synonyms: [{ language: 'es', text: 'calado' }],
    propertyTypes: ['HOUSE', 'APARTMENT'],
  })
  expect(errors).toBeUndefined()
  expect(data.reviewAttribute).toMatchObject({
    status: 'KNOWN',
    label: 'Depth of the mooring',
    unit: 'm',
    keptListings: 1,
    keptValues: [{ propertyId: words.id, value: 'deep' }],
  })
  expect([await read(text.id), await read(number.id), await read(words.id)]).toEqual([
    { mooringDepth: 350 },
    { mooringDepth: 2 },
    { mooringDepth: 'deep' },
  ])
  const catalogue = await properties.ask(
    '{ attributeCatalog { key es: label(language: "es") vi: label(language: "vi") labels { language text } synonyms(language: "es") } }',
  )
  expect(catalogue.data.attributeCatalog).toContainEqual({
    key: 'mooringDepth',
    es: 'Calado del amarre',
    vi: 'Depth of the mooring',
    labels: [
      { language: 'en', text: 'Depth of the mooring' },
      { language: 'es', text: 'Calado del amarre' },
    ],
    synonyms: ['calado'],
  })
  const wrong = await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: { id: text.id, version: text.version + 1, attributes: [{ key: 'mooringDepth', text: 'deep' }] } },
    ana,
  )
  expect(wrong.errors?.[0]?.extensions.problems?.map(({ path, reason }) => [path, reason])).toContainEqual([
    'input.attributes.0',
    'mooringDepth takes a number (`number`) in m, not a text (`text`).',
  ])
})

test('a rejected key stays on listings, is offered nowhere, and can be taken up again', async () => {
  const { id } = await offer([{ key: 'callMeNow', text: 'please' }])
  const { endCursor } = await findChanged(null)
  expect((await review({ key: 'callMeNow', action: 'REJECT' })).errors).toBeUndefined()
  expect(await read(id)).toEqual({ callMeNow: 'please' })
  expect((await findChanged(endCursor)).ids).toEqual([id])
  const { data } = await properties.ask('{ attributeCatalog { key } }')
  expect(data.attributeCatalog).not.toContainEqual({ key: 'callMeNow' })
  for (const query of [
    '{ properties(filter: { attributes: [{ key: "callMeNow", exists: true }] }) { totalCount } }',
    '{ properties { facets(keys: ["attributes.callMeNow"]) { key } } }',
  ])
    expect((await properties.ask(query)).errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      problems: [{ reason: 'is not offered for searching.' }],
    })
  expect((await review({ key: 'callMeNow', action: 'REOPEN' })).data.reviewAttribute.status).toBe('NEW')
  const found = await properties.ask(
    '{ properties(filter: { attributes: [{ key: "callMeNow", exists: true }] }) { totalCount } }',
  )
  expect(found.data.properties.totalCount).toBe(1)
})

test('of two reviewers one decides, and the other is told', async () => {
  await offer([{ key: 'sharedKey', text: 'x' }])
  const answers = await Promise.all([
    review({ key: 'sharedKey', action: 'REJECT' }),
    review({ key: 'sharedKey', action: 'APPROVE' }),
  ])
  const errors = answers.flatMap((answer) => answer.errors ?? [])
  expect(errors.map(({ extensions }) => extensions.code)).toEqual(['CONFLICT'])
  expect(errors[0]?.extensions.currentStatus).toMatch(/KNOWN|REJECTED/)
  const audit = await properties.database.client.attributeReview.findMany({ where: { key: 'sharedKey' } })
  expect(audit).toHaveLength(1)
})

test('saved searches that ask for a mapped key ask for the known one', async () => {
  await offer([{ key: 'ascensor', boolean: true }])
  const saved = await properties.ask(
    `mutation { saveSearch(input: { name: "Lift", filter: { city: ["Port Calder"], attributes: [{ key: "pool", eq: true }, { key: "ascensor", eq: true }] } }) { id } }`,
    {},
    ana,
  )
  expect(saved.errors).toBeUndefined()
  await review({ key: 'ascensor', action: 'MAP', knownKey: 'elevator' })
  const search = await properties.database.client.savedSearch.findUniqueOrThrow({
    where: { id: saved.data.saveSearch.id },
  })
  for (const filter of [search.filter, search.conditions])
    expect(filter).toMatchObject({ attributes: [{ key: 'pool' }, { key: 'elevator', eq: true }] })
})

test('a review is refused with every problem, and is for its scope only', async () => {
  await offer([{ key: 'oddThing', number: 3, unit: 'm' }])
  const { errors } = await review({
    key: 'oddThing',
    action: 'APPROVE',
    knownKey: 'pool',
    unit: 'kg',
    labels: [
      { language: 'en', text: 'Pool' },
      { language: 'en', text: ' ' },
    ],
    synonyms: [
      { language: 'es', text: 'Mascotas' },
      { language: 'spanish', text: 'x' },
      { language: 'fr', text: 'Le' },
    ],
  })
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual([
    'input.knownKey',
    'input.unit',
    'input.labels.0.text',
    'input.labels.1.text',
    'input.synonyms.0.text',
    'input.synonyms.1.language',
    'input.synonyms.2.text',
    'input.labels.1.language',
  ])
  const typo = await review({ key: 'oddThing', action: 'MAP', knownKey: 'petsAlowed' })
  expect(typo.errors?.[0]?.extensions.problems).toEqual([
    { path: 'input.knownKey', reason: 'must be a known key. Did you mean petsAllowed?' },
  ])
  expect((await review({ key: 'nobodyHasIt', action: 'REJECT' })).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  expect((await review({ key: 'pool', action: 'REJECT' })).errors?.[0]?.extensions.code).toBe('CONFLICT')
  expect((await review({ key: 'oddThing', action: 'REJECT' }, ana)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await properties.ask(queueQuery, {}, ana)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await queue({ first: 0, after: 'x' })).errors?.[0]?.extensions.problems).toHaveLength(2)
})

test('what a reviewer decides holds at once where it was decided, and at every other replica five seconds later', async () => {
  const { database } = properties
  const other = await startProperties(undefined, async () => ({ ...database, async close() {} }))
  const problemOf = async (replica: TestProperties, condition: string) => {
    const { errors } = await replica.ask(`{ properties(filter: { attributes: [{ ${condition} }] }) { totalCount } }`)
    return errors?.[0]?.extensions.problems?.[0]?.reason
  }
  const statusOf = async (replica: TestProperties) =>
    (await replica.ask('{ attributeCatalog { key status } }')).data.attributeCatalog.find(
      ({ key }: { key: string }) => key === 'organLoft',
    )?.status
  await offer([{ key: 'organLoft', boolean: true }])
  await count()
  for (const replica of [properties, other]) {
    expect(await problemOf(replica, 'key: "organLoft", gte: 2')).toBeUndefined()
    expect(await problemOf(replica, 'key: "organLofft", eq: true')).not.toContain('Did you mean')
    expect(await statusOf(replica)).toBe('NEW')
  }
  await review({ key: 'organLoft', action: 'APPROVE' })
  for (const replica of [properties, other]) {
    expect(await problemOf(replica, 'key: "organLoft", gte: 2')).toContain('which is of kind BOOLEAN')
    expect(await statusOf(replica)).toBe('KNOWN')
  }
  // What a misspelt key may mean is kept in memory.
  expect(await problemOf(properties, 'key: "organLofft", eq: true')).toContain('Did you mean organLoft?')
  other.clock.nowMs += 5_000
  expect(await problemOf(other, 'key: "organLofft", eq: true')).toContain('Did you mean organLoft?')
  await other.close()
})
