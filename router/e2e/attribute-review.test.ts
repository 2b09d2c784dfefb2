import { randomUUID } from 'node:crypto'
import { readTemplate } from '@ree-ai/db/testing/open-test-database'
import { countUsage } from '@ree-ai/properties/attribute/count-usage'
import { createUsageStore } from '@ree-ai/properties/attribute/usage-store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlatform } from '../embedded/create-platform.ts'
import {
  AttributeCatalogDocument,
  AttributeReviewProgressDocument,
  AttributeReviewQueueDocument,
  ChangePropertyStatusDocument,
  CreatePropertyDocument,
  LoginDocument,
  RegisterDocument,
  ReviewAttributeDocument,
} from '../generated/operations.ts'
import { ensureTestAdmin } from './ensure-test-admin.ts'
import { ask, get, type PlatformUnderTest } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

let platform: PlatformUnderTest
let owner: string
let reviewer: string

beforeAll(async () => {
  const inside = await createPlatform({
    dataDir: null,
    image: readTemplate(),
    logger: quiet,
    environment: { ...testSettings },
  })
  const { url, adminUrl } = await inside.listen(0, 0)
  const admin = await ensureTestAdmin(inside.database)
  platform = { url, adminUrl, database: inside.database, admin, stop: inside.stop }
  const input = { email: `${randomUUID()}@example.com`, password: 'rope-walk-4-lantern', fullName: 'Ada Fisher' }
  owner = (await get(platform, RegisterDocument, { input })).register.accessToken
  reviewer = (await get(platform, LoginDocument, { input: admin })).login.accessToken
}, 120_000)
afterAll(() => platform.stop())

async function offer(title: string, attributes: readonly { readonly key: string; readonly text: string }[]) {
  const input = {
    title,
    description: 'Two rooms and a hoist.',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 900, currency: 'EUR' },
    livingArea: 60,
    address: { city: 'Port Calder', country: 'ZZ' },
    attributes: [...attributes],
  } as const
  const { id, version } = (await get(platform, CreatePropertyDocument, { input }, owner)).createProperty
  await get(platform, ChangePropertyStatusDocument, { input: { id, version, standardStatus: 'ACTIVE' } }, owner)
  return id
}

const findKey = async (key: string, language: string) =>
  (await get(platform, AttributeCatalogDocument, { language })).attributeCatalog.find((one) => one.key === key)

test('what a reviewer decides is in the next answer, though the router keeps answers of the catalogue', async () => {
  await offer('Loft over the sail maker', [{ key: 'sailLoft', text: 'two masts' }])
  // What a job does every minute.
  await countUsage(createUsageStore(platform.database.client))
  expect(await findKey('sailLoft', 'es')).toMatchObject({ label: 'Sail loft', status: 'NEW' })
  // Behind the router's back: the kept answer stays.
  const { client } = platform.database
  await client.attributeDefinition.update({ where: { key: 'sailLoft' }, data: { labels: { en: 'Unseen' } } })
  expect(await findKey('sailLoft', 'es')).toMatchObject({ label: 'Sail loft' })

  const { attributeReviewQueue } = await get(platform, AttributeReviewQueueDocument, {}, reviewer)
  expect(attributeReviewQueue.edges.map(({ node }) => node.definition.key)).toContain('sailLoft')
  const input = {
    key: 'sailLoft',
    action: 'APPROVE',
    labels: [{ language: 'es', text: 'Velería' }],
    synonyms: [{ language: 'es', text: 'taller de velas' }],
  } as const
  await get(platform, ReviewAttributeDocument, { input }, reviewer)
  expect(await findKey('sailLoft', 'es')).toMatchObject({
    label: 'Velería',
    status: 'KNOWN',
    synonyms: ['taller de velas'],
  })
  const { attributeDefinition } = await get(platform, AttributeReviewProgressDocument, { key: 'sailLoft' }, reviewer)
  expect(attributeDefinition).toMatchObject({ pendingListings: 0, reviews: [{ action: 'APPROVE' }] })
})

test('however many keys people make up, the catalogue costs no more than it was estimated to', async () => {
  const { client } = platform.database
  await client.$executeRaw`
    INSERT INTO "properties"."AttributeDefinition" ("key", "labels", "valueType", "synonyms", "propertyTypes", "usageCount")
    SELECT 'madeUp' || n, '{"en":"Made up"}', 'BOOLEAN', '{}', '{}', n FROM generate_series(1, 2000) AS n`
  for (const [given, length] of [
    ['', 200],
    ['(first: 400)', 400],
  ] as const) {
    const { data, extensions } = await ask<{ attributeCatalog: unknown[] }>(
      platform,
      `{ attributeCatalog${given} { key synonyms labels { language text } } }`,
    )
    expect(data?.attributeCatalog).toHaveLength(length)
    const { estimated, actual } = extensions.cost as { estimated: number; actual: number }
    expect(actual).toBeLessThanOrEqual(estimated)
  }
  const { errors } = await ask(platform, '{ attributeCatalog(first: 1000) { key labels { text } } }')
  expect(errors[0]?.extensions.code).toBe('COST_ESTIMATED_TOO_EXPENSIVE')
  await client.attributeDefinition.deleteMany({ where: { key: { startsWith: 'madeUp' } } })
})

test('the queue and reviews are for reviewers', async () => {
  for (const token of [undefined, owner]) {
    const input = { key: 'pool', action: 'REJECT' } as const
    const answers = [
      await ask(platform, AttributeReviewQueueDocument, {}, token),
      await ask(platform, ReviewAttributeDocument, { input }, token),
    ]
    for (const { errors } of answers) expect(errors[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
  }
})

test('a mapped key is searched and understood by the known one, in plain language of five languages', async () => {
  const id = await offer('Attic above the chandler', [{ key: 'mascotas', text: 'dogs' }])
  const input = { key: 'mascotas', action: 'MAP', knownKey: 'petsAllowed' } as const
  const { reviewAttribute } = await get(platform, ReviewAttributeDocument, { input }, reviewer)
  expect(reviewAttribute).toMatchObject({ mappedTo: 'petsAllowed', pendingListings: 0, keptListings: 0 })
  const found = await ask<{ properties: { edges: { node: { id: string } }[] } }>(
    platform,
    '{ properties(filter: { attributes: [{ key: "petsAllowed", eq: "dogs" }] }) { edges { node { id } } } }',
  )
  expect(found.data?.properties.edges.map(({ node }) => node.id)).toContain(id)
  const refused = await ask(
    platform,
    '{ searchProperties(query: "", filter: { attributes: [{ key: "petsAlowed", eq: "dogs" }, { key: "mascotas", eq: "dogs" }] }) { totalCount } }',
  )
  expect(refused.errors[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    problems: [
      { path: 'filter.attributes.0.key', reason: expect.stringContaining('Did you mean petsAllowed?') },
      { path: 'filter.attributes.1.key', reason: 'is kept as petsAllowed: use that key.' },
    ],
  })
  for (const text of [
    'flat with a dishwasher',
    'piso con lavavajillas',
    'appartement avec lave-vaisselle',
    'Wohnung mit Spülmaschine',
    'căn hộ có máy rửa chén',
  ]) {
    const understood = await ask<{
      extractAttributes: { filter: { attributes: { key: string; eq: unknown }[] | null } }
    }>(platform, 'query ($text: String!) { extractAttributes(text: $text) { filter { attributes { key eq } } } }', {
      text,
    })
    expect(understood.data?.extractAttributes.filter.attributes, text).toEqual([{ key: 'dishwasher', eq: true }])
  }
})
