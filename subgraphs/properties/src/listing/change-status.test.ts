import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { expireListings } from './expire-listings.ts'
import { createExpiryStore } from './expiry-store.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const dayMs = 24 * 60 * 60 * 1000
const move = (input: object, viewer = ana) =>
  properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version standardStatus listedAt } }',
    { input },
    viewer,
  )

test("publishes a draft of one's own: dated, for 90 days, with an audit row", async () => {
  const draft = await properties.offer({}, { isDraft: true })
  const { data } = await move({ ...draft, standardStatus: 'ACTIVE' })
  expect(data.it).toMatchObject({
    standardStatus: 'ACTIVE',
    version: 2,
    listedAt: new Date(properties.clock.nowMs).toISOString(),
  })
  const row = await properties.database.client.property.findUniqueOrThrow({ where: { id: draft.id } })
  expect(row.expiresAt?.getTime()).toBe(properties.clock.nowMs + 90 * dayMs)
  const audit = await properties.database.client.statusChange.findMany({
    where: { propertyId: draft.id },
    orderBy: { id: 'asc' },
  })
  expect(audit.map(({ fromStatus, toStatus, actorId }) => [fromStatus, toStatus, actorId])).toEqual([
    [null, 'DRAFT', ana.id],
    ['DRAFT', 'ACTIVE', ana.id],
  ])
})

test('publishes nothing without a city', async () => {
  const draft = await properties.offer({ address: { street: 'Somewhere' } }, { isDraft: true })
  const { errors } = await move({ ...draft, standardStatus: 'ACTIVE' })
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['input.address.city'])
})

test('refuses what the table does not allow, and names what it does', async () => {
  const published = await properties.offer()
  const { errors } = await move({ ...published, standardStatus: 'DRAFT' })
  expect(errors?.[0]?.extensions).toMatchObject({
    code: 'INVALID_TRANSITION',
    allowed: ['UNDER_CONTRACT', 'CLOSED', 'WITHDRAWN'],
  })
  expect((await move({ ...published, standardStatus: 'REJECTED', reason: 'x' })).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  )
  expect((await move({ ...published, standardStatus: 'EXPIRED' })).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await move({ ...published, standardStatus: 'CLOSED' }, ben)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await move({ ...published, version: 1, standardStatus: 'CLOSED' })).errors?.[0]?.extensions.code).toBe(
    'CONFLICT',
  )
})

test('what a reviewer rejects, with a reason, comes back only through a review', async () => {
  const published = await properties.offer()
  const unexplained = await move({ ...published, standardStatus: 'REJECTED', reason: ' ' }, reviewer)
  expect(unexplained.errors?.[0]?.extensions.problems?.[0]?.path).toBe('input.reason')
  const rejected = (await move({ ...published, standardStatus: 'REJECTED', reason: 'A stolen picture.' }, reviewer))
    .data.it
  expect(
    (await move({ ...rejected, listedAt: undefined, standardStatus: 'ACTIVE' })).errors?.[0]?.extensions.code,
  ).toBe('INVALID_TRANSITION')
  const handedIn = (await move({ id: rejected.id, version: rejected.version, standardStatus: 'PENDING_REVIEW' })).data
    .it
  const own = await move({ id: handedIn.id, version: handedIn.version, standardStatus: 'ACTIVE' })
  expect(own.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  const approved = await move({ id: handedIn.id, version: handedIn.version, standardStatus: 'ACTIVE' }, reviewer)
  expect(approved.data.it.standardStatus).toBe('ACTIVE')
})

test('listings expire after 90 days, not before, and can be renewed', async () => {
  const { id, version } = await properties.offer()
  const store = createExpiryStore(properties.database.client)
  expect(await expireListings(store, properties.clock.nowMs + 90 * dayMs - 1)).toBe(0)
  const due = await properties.database.client.property.count({ where: { standardStatus: 'ACTIVE' } })
  properties.clock.nowMs += 90 * dayMs
  expect(await expireListings(store, properties.clock.nowMs)).toBe(due)
  const { data } = await properties.ask(
    'query ($id: ID!) { property(id: $id) { standardStatus version } }',
    { id },
    ana,
  )
  expect(data.property).toEqual({ standardStatus: 'EXPIRED', version: version + 1 })
  const [audit] = await properties.database.client.statusChange.findMany({
    where: { propertyId: id, toStatus: 'EXPIRED' },
  })
  expect(audit).toMatchObject({ fromStatus: 'ACTIVE', actorId: 'system:expiry' })
  expect((await move({ id, version: version + 1, standardStatus: 'ACTIVE' })).data.it.standardStatus).toBe('ACTIVE')
  expect(await expireListings(store, properties.clock.nowMs + 89 * dayMs)).toBe(0)
})
