import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../new-id.ts'
import {
  ana,
  ben,
  follower,
  type Origin,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'
import { createViewStore } from './view-store.ts'

let properties: TestProperties
let propertyId: string
beforeAll(async () => {
  properties = await startProperties()
  propertyId = (await properties.offer()).id
})
afterAll(() => properties.close())
beforeEach(async () => {
  const { client } = properties.database
  await client.listingActivity.deleteMany()
  await client.listingView.deleteMany()
})

const view = async (viewer: Viewer | null = null, origin: Origin = {}, id = propertyId) =>
  (await properties.ask('mutation ($id: ID!) { it: recordPropertyView(propertyId: $id) }', { id }, viewer, origin)).data
    .it
const countViews = async () =>
  (await properties.database.client.listingActivity.aggregate({ _sum: { views: true } }))._sum.views ?? 0
const someone = (number: number): Viewer => ({
  ...ben,
  id: `00000000-0000-7000-8000-0000000${String(number).padStart(5, '0')}`,
})

test('a person counts once a day, however often they look, and again the next day', async () => {
  await Promise.all([view(ben), view(ben), view(ben)])
  expect(await countViews()).toBe(1)
  properties.clock.nowMs += 24 * 3_600_000
  await view(ben)
  expect(await countViews()).toBe(2)
  expect(await properties.database.client.listingActivity.count()).toBe(2)
})

test('whoever is not signed in counts once a day by network', async () => {
  for (const clientAddress of ['198.51.100.1', '198.51.100.1', '198.51.100.2', '2001:db8::1', '2001:db8::2'])
    await view(null, { clientAddress })
  expect(await countViews()).toBe(3)
})

test('owners, services and programs do not count, nor do views of what is not there', async () => {
  expect(await view(ana)).toBe(true)
  expect(await view(follower)).toBe(true)
  expect(await view(null, { device: 'Mozilla/5.0 (compatible; Googlebot/2.1)' })).toBe(true)
  expect(await view(null, { clientAddress: '' })).toBe(true)
  const draft = await properties.offer({}, { isDraft: true })
  expect(await view(reviewer, {}, draft.id)).toBe(true)
  for (const id of [draft.id, newId(0), 'nonsense']) expect(await view(ben, {}, id)).toBe(false)
  expect(await countViews()).toBe(0)
  expect(await properties.database.client.listingView.count()).toBe(0)
})

test('a machine with many accounts or many listings to look at raises nothing beyond its bound', async () => {
  for (let number = 10; number < 40; number++) await view(someone(number))
  expect(await countViews()).toBe(10)
  const { client } = properties.database
  await client.listingView.deleteMany()
  const store = createViewStore(client)
  const at = new Date(properties.clock.nowMs)
  const rows = await client.$queryRaw<{ id: string }[]>`
    INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "listPrice", "currency", "standardStatus")
    SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR', 'ACTIVE' FROM generate_series(1, 310) RETURNING "id"`
  let counted = 0
  for (const { id } of rows)
    if (await store.count({ propertyId: id, viewerHash: 'one', networkHash: 'one' }, at)) counted += 1
  expect(counted).toBe(300)
})

test('who looked is not kept: hashes under a salt of the day, and both are gone the next day', async () => {
  await view(ben, { clientAddress: '198.51.100.77' })
  const { client } = properties.database
  const kept = JSON.stringify([await client.listingView.findMany(), await client.listingActivity.findMany()])
  expect(kept).not.toContain(ben.id)
  expect(kept).not.toContain('198.51')
  const [today] = await client.listingView.findMany()
  properties.clock.nowMs += 24 * 3_600_000
  await view(ben, { clientAddress: '198.51.100.77' })
  const hashes = (await client.listingView.findMany()).map(({ viewerHash }) => viewerHash)
  expect(new Set(hashes).size).toBe(2)
  const store = createViewStore(client)
  await store.forget(new Date(properties.clock.nowMs).toISOString().slice(0, 10))
  expect((await client.listingView.findMany()).map(({ viewerHash }) => viewerHash)).not.toContain(today?.viewerHash)
  expect(await client.viewSalt.count()).toBe(1)
})
