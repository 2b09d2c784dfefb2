import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../new-id.ts'
import { ana, ben, follower, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const add = (propertyId: string, note?: string | null, viewer = ben) =>
  properties.ask(
    `mutation ($propertyId: ID!${note === undefined ? '' : ', $note: String'}) {
      it: addFavorite(propertyId: $propertyId${note === undefined ? '' : ', note: $note'}) { id isFavorite } }`,
    { propertyId, note },
    viewer,
  )
const remove = (propertyId: string, viewer = ben) =>
  properties.ask(
    'mutation ($propertyId: ID!) { it: removeFavorite(propertyId: $propertyId) { id isFavorite } }',
    { propertyId },
    viewer,
  )
const list = async (given: object = {}, viewer = ben) => {
  const { data, errors } = await properties.ask(
    `query ($first: Int, $after: String) { favorites(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage endCursor } facets(keys: ["city"]) { values { value count } }
      edges { note favoritedAt node { id isFavorite } } } }`,
    { first: 20, ...given },
    viewer,
  )
  return errors ? { errors } : data.favorites
}
const idsOf = (page: { edges: { node: { id: string } }[] }) => page.edges.map(({ node }) => node.id)
const clean = () => properties.database.client.favorite.deleteMany()
const move = ({ id, version }: { id: string; version: number }, standardStatus: string) =>
  properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { version } }',
    { input: { id, version, standardStatus } },
    ana,
  )

test('favourites are listed newest first with their notes, page by page', async () => {
  await clean()
  const ids: string[] = []
  for (const note of ['first', undefined, 'third ']) {
    const { id } = await properties.offer()
    properties.clock.nowMs += 1000
    expect((await add(id, note)).data.it).toEqual({ id, isFavorite: true })
    ids.unshift(id)
  }
  const page = await list({ first: 2 })
  expect(page).toMatchObject({
    totalCount: 3,
    pageInfo: { hasNextPage: true },
    facets: [{ values: [{ value: 'Port Calder', count: 3 }] }],
  })
  expect(page.edges).toMatchObject([
    { note: 'third', node: { id: ids[0], isFavorite: true } },
    { note: null, node: { id: ids[1] } },
  ])
  expect(page.edges[0].favoritedAt).toBe(new Date(properties.clock.nowMs).toISOString())
  const rest = await list({ first: 2, after: page.pageInfo.endCursor })
  expect(idsOf(rest)).toEqual([ids[2]])
  expect(rest.pageInfo.hasNextPage).toBe(false)
  const bad = await list({ first: 101, after: `${page.pageInfo.endCursor}x` })
  expect(bad.errors?.[0]?.extensions.problems?.map(({ path }: { path: string }) => path)).toEqual(['first', 'after'])
})

test('adding again makes no second one, and changes or keeps the note', async () => {
  await clean()
  const { id } = await properties.offer()
  await Promise.all([add(id, 'near the school'), add(id, 'near the school')])
  await add(id)
  expect((await list()).edges.map(({ note }: { note: string }) => note)).toEqual(['near the school'])
  await add(id, 'too dark')
  expect((await list()).edges[0].note).toBe('too dark')
  await add(id, null)
  expect((await list()).edges[0].note).toBeNull()
  const long = await add(id, 'x'.repeat(1001))
  expect(long.errors?.[0]?.extensions.problems?.[0]?.path).toBe('note')
})

test('removing again is no error', async () => {
  await clean()
  const { id } = await properties.offer()
  await add(id)
  for (let turn = 0; turn < 2; turn++) expect((await remove(id)).data.it).toEqual({ id, isFavorite: false })
  expect((await list()).totalCount).toBe(0)
})

test('a favourite that was taken down is neither shown nor counted, and comes back with the listing', async () => {
  await clean()
  const listing = await properties.offer()
  await add(listing.id, 'mine')
  const withdrawn = await move(listing, 'WITHDRAWN')
  expect(await list()).toMatchObject({ totalCount: 0, edges: [], facets: [{ values: [] }] })
  await move({ id: listing.id, version: withdrawn.data.it.version }, 'ACTIVE')
  expect(await list()).toMatchObject({ totalCount: 1, edges: [{ note: 'mine' }] })
})

test('what one may not see cannot become a favourite; one that went away can be removed', async () => {
  await clean()
  const draft = await properties.offer({}, { isDraft: true })
  for (const id of [draft.id, newId(0), 'nonsense'])
    expect((await add(id)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  const listing = await properties.offer()
  await add(listing.id)
  await move(listing, 'WITHDRAWN')
  expect((await remove(listing.id)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  expect(await properties.database.client.favorite.count()).toBe(0)
})

test('favourites are one person’s own', async () => {
  await clean()
  const { id } = await properties.offer()
  await add(id, 'for ben alone')
  expect((await list({}, reviewer)).totalCount).toBe(0)
  for (const viewer of [null, ana, follower]) {
    const { data } = await properties.ask('query ($id: ID!) { property(id: $id) { isFavorite } }', { id }, viewer)
    expect(data.property.isFavorite).toBe(false)
  }
  expect((await properties.ask('{ favorites { totalCount } }')).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect((await add(id, 'x', follower)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('a person has at most 1,000, also when two come at once', async () => {
  await clean()
  const { client } = properties.database
  const one = await properties.offer()
  const other = await properties.offer()
  await client.$executeRaw`
    INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "listPrice", "currency")
    SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR' FROM generate_series(1, 999)`
  await client.$executeRaw`
    INSERT INTO "properties"."Favorite" ("userId", "propertyId") SELECT ${ben.id}::uuid, "id" FROM "properties"."Property" WHERE "title" = 't'`
  const answers = await Promise.all([add(one.id), add(other.id)])
  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1)
  expect(await client.favorite.count({ where: { userId: ben.id } })).toBe(1000)
  const full = answers.find(({ errors }) => errors !== undefined)
  expect(full?.errors?.[0]?.extensions.problems?.[0]?.path).toBe('propertyId')
})

test('owners hear how often theirs became a favourite, once a person and not of their own', async () => {
  await clean()
  const { id } = await properties.offer()
  for (const viewer of [ben, ben, reviewer, ana]) await add(id, 'again', viewer)
  const rows = await properties.database.client.listingActivity.findMany({ where: { propertyId: id } })
  expect(rows.map(({ favorites }) => favorites)).toEqual([2])
})

test('the number of statements does not grow with the page', async () => {
  const query = '{ properties(first: 50) { edges { node { id isFavorite } } } }'
  const before = await properties.countCalls()
  const { data } = await properties.ask(query, {}, ben)
  expect(data.properties.edges.length).toBeGreaterThan(5)
  expect((await properties.countCalls()) - before).toBe(2)
})
