import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDeletionStore } from '../deletion/deletion-store.ts'
import { purgeListings } from '../deletion/purge-listings.ts'
import { ana, ben, follower, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createErasureStore } from './erasure-store.ts'
import { type ErasureDependencies, followErasures } from './follow-erasures.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

let people = 0
/** Somebody whom no other test knows. */
function createPerson(): Viewer {
  people += 1
  const id = `00000000-0000-7000-9000-${String(people).padStart(12, '0')}`
  return { id, role: 'USER', scopes: [], sessionId: null }
}

/** The list of erased accounts as the users service tells it, page by page. */
const erased: string[] = []
let pageSize = 50
let removed: string[]
function createDeps(changes: Partial<ErasureDependencies> = {}): ErasureDependencies {
  removed = []
  const router = (async (_document: unknown, { after }: { after: string | null }) => {
    const from = after === null ? 0 : Number(after)
    const accounts = erased.slice(from, from + pageSize).map((userId) => ({ userId }))
    const end = from + accounts.length
    return { erasedAccounts: { accounts, endCursor: end === 0 ? null : String(end), hasMore: end < erased.length } }
  }) as unknown as RouterClient
  return {
    erasures: createErasureStore(properties.database.client),
    router,
    removeObject: async (key) => {
      removed.push(key)
    },
    logger: createLogger('properties', 'silent'),
    nowMs: () => properties.clock.nowMs,
    ...changes,
  }
}
async function erase(...viewers: readonly Viewer[]): Promise<void> {
  erased.push(...viewers.map(({ id }) => id))
  await followErasures(createDeps())
}

async function ask(query: string, variables: object, viewer: Viewer) {
  const { data, errors } = await properties.ask(query, variables, viewer)
  if (errors) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`)
  return data
}
const inquire = async (propertyId: string, message: string, viewer: Viewer): Promise<string> =>
  (
    await ask(
      'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
      { input: { propertyId, message } },
      viewer,
    )
  ).it.id
const reply = (inquiryId: string, message: string, viewer: Viewer) =>
  ask(
    'mutation ($input: ReplyToInquiryInput!) { replyToInquiry(input: $input) { id } }',
    { input: { inquiryId, message } },
    viewer,
  )
const readThread = async (id: string, viewer: Viewer) => {
  const query = `query ($id: ID!) { inquiry(id: $id) { propertyTitle property { id } sender { id } owner { id }
    messages { edges { node { text isOwn author { id } } } } } }`
  const { inquiry } = await ask(query, { id }, viewer)
  const texts = inquiry?.messages.edges.map(({ node }: { node: { text: string; isOwn: boolean } }) => [
    node.text,
    node.isOwn,
  ])
  return inquiry && { ...inquiry, texts }
}
const readLog = async (after: string | null) => {
  const query =
    'query ($after: String) { propertyChanges(after: $after, first: 500) { changes { propertyId kind } endCursor } }'
  return (await ask(query, { after }, follower)).propertyChanges
}

/** The tables in which a row names somebody, in whatever column. */
async function findTraces(userId: string): Promise<string[]> {
  const { client } = properties.database
  const tables = await client.$queryRaw<readonly { name: string }[]>`
    SELECT "table_name" AS "name" FROM information_schema.tables WHERE "table_schema" = 'properties'`
  const counts = tables.map(
    ({ name }) => `SELECT '${name}' AS "name" FROM "properties"."${name}" t WHERE t::text LIKE '%' || $1 || '%'`,
  )
  const found = await client.$queryRawUnsafe<readonly { name: string }[]>(counts.join(' UNION '), userId)
  return found.map(({ name }) => name)
}

test('of somebody who is erased no table keeps a trace: listings, favourites, searches, threads, blocks, imports, photos', async () => {
  const gone = createPerson()
  const { client } = properties.database
  const own = await properties.offer({ title: 'Nobody asked about this' }, { owner: gone })
  const asked = await properties.offer({ title: 'Somebody asked about this' }, { owner: gone })
  const other = await properties.offer({ title: 'Of somebody else' }, { owner: ana })
  await ask('mutation ($id: ID!) { addFavorite(propertyId: $id, note: "mine") { id } }', { id: other.id }, gone)
  await ask('mutation { saveSearch(input: { name: "Homes", filter: { listingIntent: FOR_SALE } }) { id } }', {}, gone)
  const received = await inquire(asked.id, 'Is it still there?', ben)
  await reply(received, 'Yes, call me', gone)
  await inquire(other.id, 'I am interested', gone)
  await ask('mutation ($id: ID!) { blockPerson(userId: $id) }', { id: reviewer.id }, gone)
  await ask('mutation ($id: ID!) { blockPerson(userId: $id) }', { id: gone.id }, ana)
  await client.importJob.create({ data: { ownerId: gone.id, source: 'file' } })
  await client.photo.create({ data: { ownerId: gone.id, objectKey: 'photos/1.jpg' } })
  await client.statusChange.create({ data: { propertyId: other.id, toStatus: 'ACTIVE', actorId: gone.id } })
  const start = (await readLog(null)).endCursor
  expect(await findTraces(gone.id)).not.toEqual([])

  await erase(gone)
  expect(await findTraces(gone.id)).toEqual([])
  expect(removed).toEqual(['photos/1.jpg'])
  // The search index hears of it.
  const log = await readLog(start)
  expect(log.changes).toEqual(
    expect.arrayContaining([own, asked].map(({ id }) => ({ propertyId: id, kind: 'REMOVED' }))),
  )
  for (const { id } of [own, asked])
    expect(await ask('query ($id: ID!) { property(id: $id) { id } }', { id }, reviewer)).toEqual({ property: null })
  expect(await client.property.count({ where: { title: 'Somebody asked about this' } })).toBe(0)
  expect(await ask('query ($id: ID!) { property(id: $id) { title } }', { id: other.id }, ana)).toMatchObject({
    property: { title: 'Of somebody else' },
  })
})

test('the other person keeps a conversation as it was, without the name of whoever is gone', async () => {
  const owner = createPerson()
  const asker = createPerson()
  const { id: propertyId } = await properties.offer({ title: 'Two talk about this' }, { owner })
  const inquiry = await inquire(propertyId, 'Is there a lift?', asker)
  await reply(inquiry, 'There is.', owner)

  await erase(asker)
  const forOwner = await readThread(inquiry, owner)
  expect(forOwner).toMatchObject({
    owner: { id: owner.id },
    texts: [
      ['There is.', true],
      ['Is there a lift?', false],
    ],
  })
  expect(forOwner.sender.id).not.toBe(asker.id)
  await expect(readThread(inquiry, asker)).rejects.toThrow('NOT_FOUND')

  const second = createPerson()
  const other = await inquire(propertyId, 'And a garden?', second)
  await erase(owner)
  const forSecond = await readThread(other, second)
  expect(forSecond).toMatchObject({
    propertyTitle: 'Two talk about this',
    property: null,
    texts: [['And a garden?', true]],
  })
  expect(forSecond.owner.id).not.toBe(owner.id)
  // Nothing is left of the listing, and no purge takes the conversation.
  expect(await properties.database.client.property.count({ where: { id: propertyId } })).toBe(0)
  expect(await properties.database.client.property.count({ where: { title: '' } })).toBe(0)
  const purge = { nowMs: properties.clock.nowMs + 400 * 24 * 60 * 60_000, undoMs: 0 }
  await purgeListings(createDeletionStore(properties.database.client), purge)
  expect((await readThread(other, second)).propertyTitle).toBe('Two talk about this')
  // It goes with the second of the two, as did the one of which both are gone.
  const isThere = (id: string) => properties.database.client.inquiry.count({ where: { id } })
  expect([await isThere(inquiry), await isThere(other)]).toEqual([0, 1])
  await erase(second)
  expect(await isThere(other)).toBe(0)
})

test('an erasure that breaks off is gone on with, and doing it again changes nothing', async () => {
  const gone = createPerson()
  const kept = createPerson()
  for (let index = 0; index < 3; index += 1) await properties.offer({ title: `Listing ${index}` }, { owner: gone })
  await properties.offer({ title: 'To be kept' }, { owner: kept })
  await properties.database.client.photo.create({ data: { ownerId: gone.id, objectKey: 'photos/2.jpg' } })
  erased.push(gone.id)
  const broken = createDeps({ removeObject: () => Promise.reject(new Error('the store is away')) })
  await expect(followErasures(broken)).rejects.toThrow('the store is away')
  expect(await findTraces(gone.id)).toEqual(['Photo'])
  await followErasures(createDeps())
  expect(await findTraces(gone.id)).toEqual([])
  expect(removed).toEqual(['photos/2.jpg'])
  await properties.database.client.followPosition.deleteMany()
  await followErasures(createDeps())
  expect(await properties.database.client.property.count({ where: { ownerId: kept.id } })).toBe(1)
  expect(await followErasures(createDeps())).toBe(0)
})

test('many are erased page by page, each listing of each', async () => {
  pageSize = 2
  const gone = Array.from({ length: 5 }, createPerson)
  for (const owner of gone) await properties.offer({ title: 'One of many' }, { owner })
  await erase(...gone)
  expect(await properties.database.client.property.count({ where: { title: 'One of many' } })).toBe(0)
})

test('a person gets all that is kept of them and of nobody else, and nobody else gets it', async () => {
  const me = createPerson()
  const { id } = await properties.offer({ title: 'My own flat', contact: { email: 'me@example.com' } }, { owner: me })
  const other = await properties.offer({ title: 'Not mine' }, { owner: ana })
  await ask('mutation ($id: ID!) { addFavorite(propertyId: $id, note: "near work") { id } }', { id: other.id }, me)
  await ask('mutation { saveSearch(input: { name: "Homes", filter: { listingIntent: FOR_SALE } }) { id } }', {}, me)
  await inquire(other.id, 'May I come on Monday?', me)
  const inquiry = await inquire(id, 'What does it cost to heat?', ben)
  await reply(inquiry, 'About 900 a year', me)
  const query = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on User { listingData } } }'
  const of = [{ __typename: 'User', id: me.id }]
  const { listingData } = (await ask(query, { of }, me))._entities[0]
  expect(listingData).toMatchObject({
    page: 1,
    hasMore: false,
    listings: [{ id, title: 'My own flat' }],
    favorites: [{ propertyId: other.id, note: 'near work' }],
    savedSearches: [{ name: 'Homes' }],
    inquiries: expect.arrayContaining([
      expect.objectContaining({ part: 'sender' }),
      expect.objectContaining({ part: 'owner' }),
    ]),
    messages: [
      { text: 'May I come on Monday?', isMine: true },
      { text: 'What does it cost to heat?', isMine: false },
      { text: 'About 900 a year', isMine: true },
    ],
  })
  const text = JSON.stringify(listingData)
  for (const stranger of [ana, ben]) expect(text).not.toContain(stranger.id)
  for (const viewer of [ben, reviewer, follower])
    expect(await ask(query, { of }, viewer)).toEqual({ _entities: [{ listingData: null }] })
})
