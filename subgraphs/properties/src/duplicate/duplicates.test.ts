import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { agent, ana, ben, flat, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createDuplicateStore } from './duplicate-store.ts'
import { signListings } from './sign-listings.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())
beforeEach(() => properties.database.client.property.deleteMany())

const story = `The flat lies on the third floor of a house from 1912 and looks over the canal to the old crane. Two bedrooms
  face the yard, where it is quiet at night; the living room has a bay window and the floor of oak that was laid when the
  house was built. The kitchen was renewed in 2021 and stays. There is a cellar, a place for bicycles and a baker
  downstairs who opens at six. The tram to the station stops round the corner, the ferry leaves every ten minutes.`
/** As another agent would write it: moved sentences, slips, a last line of their own. */
const retold = `${story
  .split('. ')
  .reverse()
  .join('. ')
  .replace('bedrooms', 'bedroms')
  .replace('station', 'statoin')} Call our office for a visit, we speak four languages.`
const home = { ...flat, description: story }

const create = (changes: object = {}, viewer: Viewer = ana) =>
  properties.ask(
    `mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) { id version } }`,
    { input: { ...home, ...changes } },
    viewer,
  )
const publish = (listing: object, viewer: Viewer = ana) =>
  properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version standardStatus } }',
    { input: { ...listing, standardStatus: 'ACTIVE' } },
    viewer,
  )
const offer = async (changes: object = {}, viewer: Viewer = ana): Promise<{ id: string; version: number }> =>
  (await publish((await create(changes, viewer)).data.it, viewer)).data.it
const readDuplicates = async (id: string, viewer: Viewer | null) => {
  const { data } = await properties.ask(
    'query ($id: ID!) { it: property(id: $id) { possibleDuplicates { isExact similarity property { id } } } }',
    { id },
    viewer,
  )
  return data.it?.possibleDuplicates?.map((found: { isExact: boolean; property: { id: string } }) => [
    found.property.id,
    found.isExact,
  ])
}

test('an offer that its owner has published is refused a second time, with the id of the first', async () => {
  const first = await offer()
  const sameWords = { title: `  ${home.title.toUpperCase()}!`, description: story.replaceAll('\n', ' ') }
  const again = await create(sameWords)
  expect(again.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    duplicateOf: first.id,
    problems: [{ layer: 'DUPLICATE', path: 'input' }],
  })
  expect((await create({ listPrice: { amount: 240_000, currency: 'EUR' } })).errors).toBeUndefined()
  expect((await create({ attributes: [{ key: 'floor', number: 4 }] })).errors).toBeUndefined()
})

test('offering the same again is told together with whatever else is wrong, by the dry run too', async () => {
  const first = await offer()
  const again = { contact: { phone: '12' }, photos: [{ url: 'ftp://example.com/a.jpg' }], clientMutationKey: 'a\u0000' }
  const told = [
    ['DUPLICATE', 'input'],
    ['FORMAT', 'input.clientMutationKey'],
    ['FORMAT', 'input.contact.phone'],
    ['FORMAT', 'input.photos.0.url'],
  ]
  const list = (problems: unknown) =>
    (problems as { layer: string; path: string }[]).map(({ layer, path }) => [layer, path]).sort()
  const { errors } = await create(again)
  expect(list(errors?.[0]?.extensions.problems)).toEqual(told)
  expect(errors?.[0]?.extensions.duplicateOf).toBe(first.id)
  const dry = await properties.ask(
    'query ($input: CreatePropertyInput!) { it: validateProperty(input: $input) { problems { layer path propertyId } } }',
    { input: { ...home, ...again } },
    ana,
  )
  expect(list(dry.data.it.problems)).toEqual(told)

  const other = await offer({ title: 'Another flat by the canal' })
  const edit = await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { version } }',
    { input: { id: other.id, version: other.version, title: home.title, contact: { phone: '12' } } },
    ana,
  )
  expect(list(edit.errors?.[0]?.extensions.problems)).toEqual([told[0], told[2]])
})

test('publishing checks every layer anew, with all problems of what was stored under older rules', async () => {
  await offer({ title: 'Our first' })
  const draft = (await create()).data.it
  const { client } = properties.database
  await client.property.update({
    where: { id: draft.id },
    data: { title: 'Our', bathroomsTotal: 60, cityKey: null, city: null },
  })
  const { errors } = await publish(draft)
  const problems = errors?.[0]?.extensions.problems as readonly { layer?: string; path: string }[] | undefined
  expect(problems?.map(({ layer, path }) => [layer, path]).sort()).toEqual([
    ['FORMAT', 'input.title'],
    ['LOGIC', 'input.bathroomsTotal'],
    ['PRESENCE', 'input.address.city'],
  ])
})

test('of two equal drafts one can be published; two requests at once publish one', async () => {
  const [a, b] = [(await create()).data.it, (await create()).data.it]
  const answers = await Promise.all([publish(a), publish(b)])
  expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1)
  const refused = answers.find(({ errors }) => errors)
  expect(refused?.errors?.[0]?.extensions.problems).toMatchObject([{ layer: 'DUPLICATE' }])
  expect(await properties.database.client.property.count({ where: { standardStatus: 'ACTIVE' } })).toBe(1)
})

test('an edit cannot make a listing equal to another one of its owner', async () => {
  await offer()
  const other = await offer({ title: 'Another flat by the canal' })
  const edit = (changes: object) =>
    properties.ask(
      'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { version } }',
      { input: { id: other.id, version: other.version, ...changes } },
      ana,
    )
  expect((await edit({ title: home.title })).errors?.[0]?.extensions.problems).toMatchObject([{ layer: 'DUPLICATE' }])
  expect((await edit({ title: 'A third flat by the canal' })).errors).toBeUndefined()
})

test('what was sold can be offered anew, and the same mutation key is no duplicate', async () => {
  const sold = await offer()
  await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { changePropertyStatus(input: $input) { id } }',
    { input: { ...sold, standardStatus: 'CLOSED' } },
    ana,
  )
  const next = (await create({ clientMutationKey: 'anew' })).data.it
  await publish(next)
  expect((await create({ clientMutationKey: 'anew' })).data.it.id).toBe(next.id)
})

test('the same property in other words is told to its owner and to reviewers, and to nobody else', async () => {
  const first = await offer()
  const second = await offer(
    { description: retold, title: 'Canal view', listPrice: { amount: 259_000, currency: 'EUR' }, livingArea: 81 },
    ben,
  )
  expect(await readDuplicates(second.id, ben)).toEqual([[first.id, false]])
  expect(await readDuplicates(first.id, ana)).toEqual([[second.id, false]])
  expect(await readDuplicates(first.id, reviewer)).toEqual([[second.id, false]])
  expect(await readDuplicates(first.id, ben)).toBeUndefined()
  expect(await readDuplicates(first.id, null)).toBeUndefined()
})

test('a listing that may not be seen is not told of', async () => {
  const hidden = (await create({}, ben)).data.it
  const mine = await offer()
  expect(await readDuplicates(mine.id, ana)).toEqual([])
  expect(await readDuplicates(mine.id, reviewer)).toEqual([[hidden.id, true]])
  const validation = await properties.ask(
    'query ($input: CreatePropertyInput!) { it: validateProperty(input: $input) { warnings { layer propertyId } } }',
    { input: { ...home, title: 'Flat on the canal' } },
    agent,
  )
  expect(validation.data.it.warnings).toEqual([{ layer: 'DUPLICATE', propertyId: mine.id }])
})

test.each([
  ['another city', { address: { ...flat.address, city: 'Saltmarsh' } }],
  ['another intent', { listingIntent: 'FOR_RENT', listPrice: { amount: 1200, currency: 'EUR' } }],
  ['another size', { livingArea: 92 }],
  ['other bedrooms', { bedroomsTotal: 3 }],
  ['another price', { listPrice: { amount: 350_000, currency: 'EUR' } }],
  ['another unit of the building', { title: 'Quiet flat by the canal, unit 12' }],
])('the text of an agency alone makes no duplicate: %s', async (_what, changes) => {
  await offer({ title: 'Quiet flat by the canal, unit 7' })
  const other = await offer(changes, ben)
  expect(await readDuplicates(other.id, ben)).toEqual([])
})

test('a page of listings looks for duplicates in as many statements as one listing', async () => {
  for (let i = 0; i < 6; i++) await offer({ title: `A flat by the canal ${'abcdef'[i]}` })
  const count = async (first: number) => {
    const before = await properties.countCalls()
    const { data } = await properties.ask(
      `{ properties(first: ${first}) { edges { node { possibleDuplicates { property { id } } } } } }`,
      {},
      ana,
    )
    expect(data.properties.edges).toHaveLength(first)
    return (await properties.countCalls()) - before
  }
  expect(await count(6)).toBe(await count(2))
})

test('an import tells of rows that are offered already, under whatever source and key, and refuses them when asked to', async () => {
  const run = async (source: string, changes: object = {}, rows: readonly object[] = [{ ...home, sourceKey: 'a' }]) => {
    const { data, errors } = await properties.ask(
      `mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) {
        created unchanged refused warnings { line layer path reason propertyId } refusals { line layer path } } }`,
      { input: { source, rows: rows.map((values, index) => ({ line: index + 2, values })), ...changes } },
      agent,
    )
    expect(errors).toBeUndefined()
    return data.it
  }
  expect(await run('one')).toMatchObject({ created: 1, warnings: [] })
  const [kept] = await properties.database.client.property.findMany()
  expect(await run('one')).toMatchObject({ unchanged: 1, warnings: [] })
  expect(await run('two')).toMatchObject({
    created: 1,
    warnings: [
      { line: 2, layer: 'DUPLICATE', path: 'row', propertyId: kept?.id, reason: expect.stringContaining('"a" of one') },
    ],
  })
  expect(await run('three', { duplicates: 'REFUSE' })).toMatchObject({
    created: 0,
    refused: 1,
    refusals: [{ line: 2, layer: 'DUPLICATE', path: 'row' }],
  })
  const twice = [
    { ...home, title: 'New', sourceKey: 'x', description: 'Short.' },
    { ...home, title: 'New flat', sourceKey: 'x', description: 'Short.' },
    { ...home, title: 'New flat', sourceKey: 'y', description: 'Short.' },
    { ...home, title: 'Canal view', sourceKey: 'z', description: retold },
  ].slice(1)
  expect(await run('four', { duplicates: 'REFUSE' }, twice)).toMatchObject({
    created: 2,
    refusals: [{ line: 3, layer: 'DUPLICATE' }],
    warnings: [],
  })
  expect(await properties.database.client.property.count({ where: { source: 'four' } })).toBe(2)
})

test('listings that were there before are signed in batches, without counting as edited', async () => {
  const old = await offer()
  const late = await offer({ description: retold }, ben)
  const { client } = properties.database
  await client.textSignature.deleteMany()
  await client.property.updateMany({ data: { fingerprint: null } })
  expect(await readDuplicates(late.id, ben)).toEqual([])
  const before = await client.property.findMany({ orderBy: { id: 'asc' } })
  const store = createDuplicateStore(client)
  let batches = 0
  await signListings({
    signNext(afterId) {
      batches += 1
      return store.signNext(afterId, 1)
    },
  })
  expect(batches).toBe(3)
  expect(await readDuplicates(late.id, ben)).toEqual([[old.id, false]])
  const after = await client.property.findMany({ orderBy: { id: 'asc' } })
  expect(after.map(({ fingerprint, ...rest }) => [fingerprint?.length, rest])).toEqual(
    before.map(({ fingerprint: _none, ...rest }) => [64, rest]),
  )
})
