import { afterAll, beforeAll, expect, test } from 'vitest'
import { countUsage } from '../attribute/count-usage.ts'
import { createUsageStore } from '../attribute/usage-store.ts'
import { createExpiryStore } from '../listing/expiry-store.ts'
import {
  agent,
  ana,
  ben,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'
import { createDeletionStore } from './deletion-store.ts'
import { purgeListings } from './purge-listings.ts'

const dayMs = 24 * 60 * 60_000

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

type Ref = { readonly id: string; readonly version: number }
const remove = (input: Ref, viewer = ana) =>
  properties.ask('mutation ($input: DeletePropertyInput!) { it: deleteProperty(input: $input) }', { input }, viewer)
const restore = (input: Ref, viewer = ana) =>
  properties.ask(
    'mutation ($input: RestorePropertyInput!) { it: restoreProperty(input: $input) { id version standardStatus title } }',
    { input },
    viewer,
  )
const listDeleted = async (viewer = ana, first = 20, after: string | null = null) =>
  (
    await properties.ask(
      `query ($first: Int, $after: String) { it: deletedProperties(first: $first, after: $after) {
        totalCount pageInfo { hasNextPage endCursor } edges { cursor node { deletedAt purgedAt property { id version title } } } } }`,
      { first, after },
      viewer,
    )
  ).data.it
const codeOf = (answer: Awaited<ReturnType<typeof remove>>) => answer.errors?.[0]?.extensions.code

const unseen = {
  address: { city: 'Vanishville', district: 'Nowhere', country: 'ZZ' },
  attributes: [{ key: 'ghostRoom', boolean: true }],
}

/** Every way to come by a listing: each answers whether it shows the one of this id. */
const paths: Readonly<Record<string, (id: string, viewer: typeof ana) => Promise<boolean>>> = {
  'by its id': async (id, viewer) =>
    (await properties.ask('query ($id: ID!) { it: property(id: $id) { id } }', { id }, viewer)).data.it !== null,
  'as an entity': async (id, viewer) =>
    (
      await properties.ask(
        'query ($of: [_Any!]!) { it: _entities(representations: $of) { ... on Property { id } } }',
        { of: [{ __typename: 'Property', id }] },
        viewer,
      )
    ).data.it[0] !== null,
  'in a page': async (id, viewer) =>
    JSON.stringify(
      (await properties.ask('{ it: properties(first: 100) { edges { node { id } } } }', {}, viewer)).data,
    ).includes(id),
  'in a count': async (_id, viewer) =>
    (await properties.ask('{ it: properties(filter: { city: ["Vanishville"] }) { totalCount } }', {}, viewer)).data.it
      .totalCount > 0,
  'in a facet': async (_id, viewer) =>
    JSON.stringify(
      (
        await properties.ask(
          '{ it: properties { facets(keys: ["city", "attributes.ghostRoom"]) { values { value } } } }',
          {},
          viewer,
        )
      ).data,
    ).match(/Vanishville|true/) !== null,
  'in the places': async (_id, viewer) =>
    JSON.stringify((await properties.ask('{ places { city } }', {}, viewer)).data).includes('Vanishville'),
  'in the change log': async (id) => {
    const { data } = await properties.ask(
      '{ it: propertyChanges(first: 500) { changes { propertyId kind } } }',
      {},
      follower,
    )
    return data.it.changes.find((change: { propertyId: string }) => change.propertyId === id).kind === 'UPSERTED'
  },
  'in an export': async (id, viewer) =>
    JSON.stringify((await properties.ask('{ it: exportProperties { rows } }', {}, viewer)).data).includes(id),
}

test.each(
  Object.entries(paths),
)("a deleted listing is nobody's to see %s, and is there again when restored", async (_path, shows) => {
  const listing = await properties.offer(unseen)
  expect(await shows(listing.id, ana)).toBe(true)
  expect((await remove(listing)).data.it).toBe(true)
  for (const viewer of [ana, reviewer, ben]) {
    expect(await shows(listing.id, viewer)).toBe(false)
  }
  const restored = (await restore(listing)).data.it
  expect(await shows(listing.id, ana)).toBe(true)
  await remove({ id: restored.id, version: restored.version })
})

test('the uses of an attribute do not count deleted listings', async () => {
  const store = createUsageStore(properties.database.client)
  const countUses = async () => {
    await countUsage(store)
    const { data } = await properties.ask('{ attributeCatalog { key usageCount } }')
    return data.attributeCatalog.find(({ key }: { key: string }) => key === 'ghostAttic')?.usageCount
  }
  const listing = await properties.offer({ attributes: [{ key: 'ghostAttic', boolean: true }] })
  expect(await countUses()).toBe(1)
  await remove(listing)
  // Nobody else is to know of a key that no published listing has.
  expect(await countUses()).toBe(undefined)
})

test('a deleted listing can be changed by nobody, and is deleted once', async () => {
  const listing = await properties.offer()
  await remove(listing)
  const input = { ...listing, title: 'From the grave' }
  const edited = await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { id } }',
    { input },
    ana,
  )
  const moved = await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id } }',
    { input: { ...listing, standardStatus: 'WITHDRAWN' } },
    ana,
  )
  expect([codeOf(edited), codeOf(moved), codeOf(await remove(listing))]).toEqual([
    'NOT_FOUND',
    'NOT_FOUND',
    'NOT_FOUND',
  ])
})

test('restored it is as it was, with its history, one version on', async () => {
  const listing = await properties.offer({ title: 'Was here before' })
  const before = await properties.database.client.property.findUniqueOrThrow({
    where: { id: listing.id },
    include: { priceChanges: true, statusChanges: true },
  })
  await remove(listing)
  properties.clock.nowMs += 5 * dayMs
  expect((await restore(listing)).data.it).toEqual({
    id: listing.id,
    version: listing.version + 1,
    standardStatus: 'ACTIVE',
    title: 'Was here before',
  })
  const after = await properties.database.client.property.findUniqueOrThrow({
    where: { id: listing.id },
    include: { priceChanges: true, statusChanges: true },
  })
  expect({ ...after, version: 0, updatedAt: 0 }).toEqual({ ...before, version: 0, updatedAt: 0 })
  expect(codeOf(await restore(listing))).toBe('CONFLICT')
})

test('only its owner restores it, at the version it was deleted at, and finds it in a list of their own', async () => {
  const listing = await properties.offer({ title: 'Bens deletion, mistaken' }, { owner: ben })
  await remove(listing, ben)
  expect((await listDeleted(ben)).edges.map(({ node }: { node: { property: object } }) => node.property)).toEqual([
    { ...listing, title: 'Bens deletion, mistaken' },
  ])
  expect(JSON.stringify(await listDeleted(ana))).not.toContain(listing.id)
  expect(codeOf(await restore(listing, ana))).toBe('NOT_FOUND')
  expect(codeOf(await restore(listing, reviewer))).toBe('NOT_FOUND')
  const stale = await restore({ ...listing, version: 99 }, ben)
  expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', currentVersion: listing.version })
  expect((await restore(listing, ben)).data.it.id).toBe(listing.id)
  expect((await listDeleted(ben)).totalCount).toBe(0)
})

test('what was published and whose time ran out meanwhile comes back EXPIRED', async () => {
  const soon = await properties.offer()
  properties.clock.nowMs += 80 * dayMs
  await remove(soon)
  properties.clock.nowMs += 20 * dayMs
  // The expiry job leaves deleted listings alone.
  await createExpiryStore(properties.database.client).expire(new Date(properties.clock.nowMs), 500)
  const { data } = await restore(soon)
  expect(data.it.standardStatus).toBe('EXPIRED')
  const changes = await properties.database.client.statusChange.findMany({
    where: { propertyId: soon.id },
    orderBy: { changedAt: 'asc' },
  })
  expect(changes.at(-1)).toMatchObject({ fromStatus: 'ACTIVE', toStatus: 'EXPIRED', actorId: 'system:expiry' })
})

test('the list goes page by page, the latest first, and refuses cursors of others', async () => {
  const owner = agent
  const made: Ref[] = []
  for (let number = 0; number < 5; number += 1) {
    const listing = await properties.offer({}, { owner })
    // Two at the same moment: the id decides.
    if (number !== 3) properties.clock.nowMs += 1000
    await remove(listing, owner)
    made.push(listing)
  }
  const seen: string[] = []
  let after: string | null = null
  do {
    const page = await listDeleted(owner, 2, after)
    expect(page.totalCount).toBe(5)
    seen.push(...page.edges.map(({ node }: { node: { property: Ref } }) => node.property.id))
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
  } while (after !== null)
  expect(seen).toEqual(made.map(({ id }) => id).reverse())
  const wrong = await properties.ask('{ deletedProperties(first: 0, after: "nonsense") { totalCount } }', {}, owner)
  expect(wrong.errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['first', 'after'])
  expect(codeOf(await properties.ask('{ deletedProperties { totalCount } }'))).toBe('UNAUTHENTICATED')
})

test('after its time it cannot be restored, and the purge takes it with all that hangs on it, once', async () => {
  const { client } = properties.database
  const old = await properties.offer({ title: 'Deleted long ago' })
  const young = await properties.offer({ title: 'Deleted just now' })
  await client.favorite.create({ data: { userId: ben.id, propertyId: old.id } })
  await client.inquiry.create({ data: { propertyId: old.id, senderId: ben.id, ownerId: ana.id } })
  await client.matchTask.create({ data: { propertyId: old.id, kind: 'NEW_LISTING' } })
  await remove(old)
  properties.clock.nowMs += 30 * dayMs
  await remove(young)
  expect(codeOf(await restore(old))).toBe('NOT_FOUND')
  expect((await listDeleted()).edges.map(({ node }: { node: { property: Ref } }) => node.property.id)).not.toContain(
    old.id,
  )

  const store = createDeletionStore(client)
  const limits = { nowMs: properties.clock.nowMs, undoMs: 30 * dayMs }
  const counts = await Promise.all([purgeListings(store, limits), purgeListings(store, limits)])
  expect(counts[0] + counts[1]).toBeGreaterThan(0)
  expect(await purgeListings(store, limits)).toBe(0)
  const where = { propertyId: old.id }
  expect([
    await client.property.count({ where: { id: old.id } }),
    await client.priceChange.count({ where }),
    await client.statusChange.count({ where }),
    await client.favorite.count({ where }),
    await client.matchTask.count({ where }),
  ]).toEqual([0, 0, 0, 0, 0])
  expect((await restore(young)).data.it.id).toBe(young.id)
})

test('whoever asked keeps the conversation after the listing is purged, with its title, and can go on with it', async () => {
  const { id, version } = await properties.offer({ title: 'Talked about and gone' })
  const sent = await properties.ask(
    'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
    { input: { propertyId: id, message: 'Is it still there?' } },
    ben,
  )
  await remove({ id, version })
  properties.clock.nowMs += 31 * dayMs
  const limits = { nowMs: properties.clock.nowMs, undoMs: 30 * dayMs }
  expect(await purgeListings(createDeletionStore(properties.database.client), limits)).toBeGreaterThan(0)
  expect(await properties.database.client.property.count({ where: { id } })).toBe(0)
  const reply = await properties.ask(
    'mutation ($input: ReplyToInquiryInput!) { it: replyToInquiry(input: $input) { id } }',
    { input: { inquiryId: sent.data.it.id, message: 'I see it is gone.' } },
    ben,
  )
  expect(reply.errors).toBeUndefined()
  for (const viewer of [ana, ben])
    expect(
      (
        await properties.ask(
          'query ($id: ID!) { it: inquiry(id: $id) { propertyTitle property { id } messages { totalCount } } }',
          { id: sent.data.it.id },
          viewer,
        )
      ).data.it,
    ).toEqual({ propertyTitle: 'Talked about and gone', property: null, messages: { totalCount: 2 } })
})

test('the key that made a listing makes no other after it was deleted', async () => {
  const input = { clientMutationKey: 'once' }
  const listing = await properties.offer(input)
  await remove(listing)
  await expect(properties.offer(input)).rejects.toThrow('was deleted')
})

test('a file does not bring back what its owner deleted, unless it is told to', async () => {
  const row = {
    sourceKey: 'a',
    title: 'Imported and deleted',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 900, currency: 'EUR' },
    city: 'Port Calder',
  }
  const run = async (changes: object = {}, options: object = {}) =>
    (
      await properties.ask(
        `mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) {
          total created updated unchanged skipped refused skips { line reason } } }`,
        { input: { source: 'undone', rows: [{ line: 7, values: { ...row, ...changes } }], ...options } },
        agent,
      )
    ).data.it
  expect((await run()).created).toBe(1)
  const stored = await properties.database.client.property.findFirstOrThrow({ where: { source: 'undone' } })
  await remove({ id: stored.id, version: stored.version }, agent)
  expect(await run({ title: 'Changed in the file' })).toMatchObject({
    total: 1,
    skipped: 1,
    updated: 0,
    skips: [{ line: 7, reason: 'Its listing was deleted by its owner; it stays deleted.' }],
  })
  expect(await run({}, { restoreDeleted: true })).toMatchObject({ updated: 1, skipped: 0 })
  expect((await run()).unchanged).toBe(1)
})
