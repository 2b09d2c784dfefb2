import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const fields = `id version title livingArea updatedAt contact { name } address { city district }
  priceHistory { price { amount } } attributes { key }`
const update = (input: object, viewer = ana) =>
  properties.ask(
    `mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { ${fields} } }`,
    { input },
    viewer,
  )
const remove = (input: object, viewer = ana) =>
  properties.ask('mutation ($input: DeletePropertyInput!) { it: deleteProperty(input: $input) }', { input }, viewer)

test('changes what is given, keeps what is left out, removes what is null', async () => {
  const before = await properties.offer({
    contact: { name: 'Ana', isPublic: true },
    attributes: [
      { key: 'pool', boolean: true },
      { key: 'gym', boolean: true },
    ],
  })
  properties.clock.nowMs += 1000
  const { data } = await update({
    ...before,
    livingArea: null,
    listPrice: { amount: 240_000, currency: 'EUR' },
    attributes: [{ key: 'floor', number: 2 }],
    removeAttributes: ['gym'],
  })
  expect(data.it).toMatchObject({
    version: before.version + 1,
    title: 'Quiet flat by the canal',
    livingArea: null,
    contact: { name: 'Ana' },
    address: { city: 'Port Calder', district: 'Old Harbour' },
    priceHistory: [{ price: { amount: 240_000 } }, { price: { amount: 250_000 } }],
    updatedAt: new Date(properties.clock.nowMs).toISOString(),
  })
  expect(data.it.attributes.map(({ key }: { key: string }) => key).sort()).toEqual(['floor', 'pool'])
})

test('refuses a stale version with CONFLICT and the current one, and changes nothing', async () => {
  const { id, version } = await properties.offer()
  await update({ id, version, title: 'The first edit wins' })
  for (const change of [update({ id, version, title: 'The second is stale' }), remove({ id, version })]) {
    expect((await change).errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', currentVersion: version + 1 })
  }
  const { data } = await properties.ask('query ($id: ID!) { property(id: $id) { title } }', { id })
  expect(data.property.title).toBe('The first edit wins')
})

test('of edits sent at once on one version exactly one wins', async () => {
  const { id, version } = await properties.offer()
  const answers = await Promise.all([1, 2, 3, 4].map((index) => update({ id, version, title: `Edit number ${index}` })))
  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1)
  expect(answers.flatMap(({ errors }) => errors ?? []).every(({ extensions }) => extensions.code === 'CONFLICT')).toBe(
    true,
  )
})

test('is for the owner only: others get FORBIDDEN where they see it, NOT_FOUND where they do not', async () => {
  const draft = await properties.offer({}, { isDraft: true })
  const published = await properties.offer()
  expect((await update({ ...draft, title: 'Not yours' }, ben)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  expect((await update({ ...published, title: 'Not yours' }, ben)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await remove(published, reviewer)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await remove({ id: 'nonsense', version: 1 })).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
})

test('keeps a published listing publishable and a listing whole', async () => {
  const before = await properties.offer()
  const { errors } = await update({ ...before, title: null, address: { street: 'Nowhere 1' } })
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['input.title', 'input.address.city'])
})

test('a deleted listing is gone for everyone, its history kept until it is purged', async () => {
  const { id, version } = await properties.offer()
  expect((await remove({ id, version })).data.it).toBe(true)
  const { data } = await properties.ask('query ($id: ID!) { property(id: $id) { id } }', { id }, ana)
  expect(data.property).toBeNull()
  expect(await properties.database.client.priceChange.count({ where: { propertyId: id } })).toBe(1)
  expect((await remove({ id, version })).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
})

test('the history of prices begins for everyone with the first publication, for owner and reviewers with the draft', async () => {
  const draft = await properties.offer({ listPrice: { amount: 123_400, currency: 'EUR' } }, { isDraft: true })
  properties.clock.nowMs += 1000
  const changed = await update({ ...draft, listPrice: { amount: 234_500, currency: 'EUR' } })
  properties.clock.nowMs += 1000
  const { id, version } = changed.data.it
  const published = await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }',
    { input: { id, version, standardStatus: 'ACTIVE' } },
    ana,
  )
  properties.clock.nowMs += 1000
  await update({ ...published.data.it, listPrice: { amount: 200_000, currency: 'EUR' } })
  const read = async (viewer: typeof ana | null) => {
    const query = 'query ($id: ID!) { it: property(id: $id) { priceHistory { price { amount } } } }'
    const { data } = await properties.ask(query, { id }, viewer)
    return data.it.priceHistory.map(({ price }: { price: { amount: number } }) => price.amount)
  }
  for (const viewer of [null, ben]) expect(await read(viewer)).toEqual([200_000, 234_500])
  for (const viewer of [ana, reviewer]) expect(await read(viewer)).toEqual([200_000, 234_500, 123_400])
})
