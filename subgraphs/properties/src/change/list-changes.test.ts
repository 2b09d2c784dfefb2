import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, follower, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

interface Log {
  readonly changes: readonly {
    readonly propertyId: string
    readonly kind: string
    readonly property: { title: string } | null
  }[]
  readonly endCursor: string | null
  readonly hasMore: boolean
}

const query = `query ($after: String, $first: Int) { propertyChanges(after: $after, first: $first) {
  changes { cursor propertyId kind property { title version filledFields } } endCursor hasMore } }`

async function follow(after: string | null, first = 100): Promise<Log> {
  const { data, errors } = await properties.ask(query, { after, first }, follower)
  expect(errors).toBeUndefined()
  return data.propertyChanges
}

test('tells of every write once, with the present state of what is public and nothing of the rest', async () => {
  const start = (await follow(null)).endCursor
  const draft = await properties.offer({ title: 'Still a draft' }, { isDraft: true })
  const published = await properties.offer({ title: 'Seen by all' })
  const gone = await properties.offer({ title: 'Soon deleted' })
  await properties.ask(
    'mutation ($input: DeletePropertyInput!) { deleteProperty(input: $input) }',
    { input: gone },
    ana,
  )
  const log = await follow(start)
  expect(log.changes.map(({ propertyId, kind, property }) => [propertyId, kind, property?.title ?? null])).toEqual([
    [draft.id, 'REMOVED', null],
    [published.id, 'UPSERTED', 'Seen by all'],
    [gone.id, 'REMOVED', null],
  ])

  const edited = { ...published, title: 'Edited since then' }
  await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: edited },
    ana,
  )
  const next = await follow(log.endCursor)
  expect(next.changes).toMatchObject([
    { propertyId: published.id, kind: 'UPSERTED', property: { title: 'Edited since then' } },
  ])

  const withdrawn = { id: published.id, version: published.version + 1, standardStatus: 'WITHDRAWN' }
  await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { changePropertyStatus(input: $input) { id } }',
    { input: withdrawn },
    ana,
  )
  const last = await follow(next.endCursor)
  expect(last.changes).toMatchObject([{ propertyId: published.id, kind: 'REMOVED', property: null }])
  expect(await follow(last.endCursor)).toEqual({ changes: [], endCursor: last.endCursor, hasMore: false })
})

test('a follower that starts over meets every listing once, page by page', async () => {
  for (let index = 0; index < 5; index += 1) await properties.offer({ title: `Another one ${index}` })
  const met: string[] = []
  for (let after: string | null = null, more = true; more; ) {
    const log: Log = await follow(after, 3)
    met.push(...log.changes.map(({ propertyId }) => propertyId))
    after = log.endCursor
    more = log.hasMore
  }
  const all = await properties.database.client.property.findMany({ select: { id: true } })
  expect(new Set(met).size).toBe(met.length)
  for (const { id } of all) expect(met).toContain(id)
})

test('holds back what was written while an older transaction is still open', async () => {
  const { id } = await properties.offer({ title: 'Held back at first' })
  const before = (await follow(null)).endCursor
  const client = properties.database.client
  // The embedded database runs one transaction at a time: an entry that belongs to one to come stands for an open one.
  await client.$executeRaw`UPDATE "properties"."PropertyChange"
    SET "txid" = (pg_snapshot_xmax(pg_current_snapshot())::text)::bigint + 1000 WHERE "propertyId" = ${id}::uuid`
  expect((await follow(before)).changes).toEqual([])
  await client.$executeRaw`UPDATE "properties"."PropertyChange"
    SET "txid" = (pg_current_xact_id()::text)::bigint WHERE "propertyId" = ${id}::uuid`
  expect((await follow(before)).changes).toMatchObject([{ propertyId: id }])
})

test('is for the scope properties:sync only, and refuses a cursor that is none', async () => {
  expect((await properties.ask(query, {}, reviewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await properties.ask(query, {}, null)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  const { errors } = await properties.ask(query, { after: 'nonsense', first: 501 }, follower)
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['first', 'after'])
})
