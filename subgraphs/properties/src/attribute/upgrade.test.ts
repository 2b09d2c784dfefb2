import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { type AttributeStore, createAttributeStore } from './attribute-store.ts'
import { ensureCatalogue } from './ensure-catalogue.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'
import { createMoveStore } from './move-store.ts'

const { edition, definitions } = loadCatalogueFile()
let properties: TestProperties
let store: AttributeStore
const now = new Date('2026-03-01T12:00:00Z')
beforeAll(async () => {
  properties = await startProperties()
  store = createAttributeStore(properties.database.client)
  await ensureCatalogue(store, now)
})
afterAll(() => properties.close())

const rowOf = (key: string) => properties.database.client.attributeDefinition.findUniqueOrThrow({ where: { key } })
const find = async (key: string) => (await store.findMany([key])).find((one) => one.key === key)
const change = (key: string, data: object) =>
  properties.database.client.attributeDefinition.update({ where: { key }, data })
/** As the release before this one left it: no edition, no languages. */
const age = (key: string, data: object = {}) =>
  change(key, { edition: 0, labels: { en: 'Old' }, words: { und: ['old'] }, description: null, ...data })

test('a newer edition of the catalogue reaches what an older one has filled', async () => {
  await age('pool')
  await ensureCatalogue(store, now)
  const release = definitions.find(({ key }) => key === 'pool')
  expect(await find('pool')).toEqual({ ...release, usageCount: 0 })
  expect(await rowOf('pool')).toMatchObject({ edition, synonyms: expect.arrayContaining(['piscina', 'hồ bơi']) })
})

test('what reviewers decided stays; only languages that nobody has given words for are filled in', async () => {
  const reviewed = { reviewedBy: ana.id, reviewedAt: now }
  await age('gym', {
    ...reviewed,
    labels: { en: 'Workout room' },
    words: { en: ['weights'] },
    propertyTypes: ['HOUSE'],
  })
  await age('sauna', { ...reviewed, status: 'REJECTED' })
  await age('hotTub', { ...reviewed, status: 'REJECTED', mappedTo: 'pool' })
  await ensureCatalogue(store, now)
  const gym = await find('gym')
  expect(gym).toMatchObject({
    status: 'KNOWN',
    propertyTypes: ['HOUSE'],
    labels: { en: 'Workout room', es: 'Gimnasio' },
  })
  expect(gym?.synonyms.en).toEqual(['weights'])
  expect(gym?.synonyms.es).toEqual(['gimnasio'])
  expect(await find('sauna')).toMatchObject({ status: 'REJECTED', labels: { en: 'Old' } })
  expect(await find('hotTub')).toMatchObject({ status: 'REJECTED', mappedTo: 'pool' })
})

test('the kind and unit that values are kept in stay', async () => {
  await age('frontage', { unit: 'cm' })
  await ensureCatalogue(store, now)
  expect(await find('frontage')).toMatchObject({ unit: 'cm', labels: { es: 'Fachada' } })
})

test('a key that listings had before the catalogue knew it is known from then on, and its listings follow', async () => {
  const { id } = await properties.offer()
  await age('evCharging', { status: 'NEW', valueType: 'TEXT' })
  await properties.database.client.property.update({ where: { id }, data: { attributes: { evCharging: 'sí' } } })
  await ensureCatalogue(store, now)
  expect(await find('evCharging')).toMatchObject({ status: 'KNOWN', valueType: 'BOOLEAN' })
  await createMoveStore(properties.database.client, store.findMany).work(now, 200)
  const { attributes } = await properties.database.client.property.findUniqueOrThrow({ where: { id } })
  expect(attributes).toEqual({ evCharging: true })
})

test('an older release that starts later, or the same one on many replicas, changes nothing', async () => {
  await change('garden', { edition: edition + 1, labels: { en: 'From the next release' } })
  await age('terrace')
  await Promise.all([ensureCatalogue(store, now), ensureCatalogue(store, now), ensureCatalogue(store, now)])
  expect((await find('garden'))?.labels).toEqual({ en: 'From the next release' })
  expect((await find('terrace'))?.labels.es).toBe('Terraza')
})
