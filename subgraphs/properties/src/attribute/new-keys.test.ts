import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { resolveAttributes } from '../listing/resolve-attributes.ts'
import { agent, ana, ben, flat, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createAttributeStore } from './attribute-store.ts'
import { countUsage, forgetUnused } from './count-usage.ts'
import { createCatalogue } from './create-catalogue.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'
import { createNewKeyStore } from './new-key-store.ts'
import { createUsageStore } from './usage-store.ts'

const dayMs = 24 * 60 * 60_000
const curator: Viewer = {
  id: '00000000-0000-7000-8000-0000000000c1',
  role: 'ADMIN',
  scopes: ['attributes:review'],
  sessionId: null,
}
let properties: TestProperties
beforeEach(async () => {
  properties = await startProperties(undefined, undefined, undefined, { perDay: 4, waiting: 6 })
})
afterEach(() => properties.close())

const usage = () => createUsageStore(properties.database.client)
const count = () => countUsage(usage())
const forget = () => forgetUnused(usage(), () => properties.clock.nowMs)
const keysOf = (...names: readonly string[]) => names.map((key) => ({ key, boolean: true }))
const waiting = async () =>
  (
    await properties.database.client.attributeDefinition.findMany({ where: { status: 'NEW' }, orderBy: { key: 'asc' } })
  ).map(({ key }) => key)
async function catalogue(variables: object = {}) {
  const { data, errors } = await properties.ask(
    `query ($first: Int, $withRejected: Boolean) {
      attributeCatalog(first: $first, withRejected: $withRejected) { key status mappedTo } }`,
    variables,
  )
  if (errors) return errors[0]?.extensions.problems
  return data.attributeCatalog as readonly { key: string; status: string; mappedTo: string | null }[]
}
const offered = async () => ((await catalogue()) as readonly { key: string }[]).map(({ key }) => key)
let made = 0
async function create(attributes: readonly object[], viewer: Viewer = ana) {
  made += 1
  const { data, errors } = await properties.ask(
    'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id version } }',
    { input: { ...flat, title: `Attic number ${made} by the weir`, livingArea: 30 + made, attributes } },
    viewer,
  )
  return {
    listing: (data?.createProperty ?? null) as { id: string; version: number } | null,
    problems: errors?.[0]?.extensions.problems,
  }
}
const change = (listing: object, standardStatus: string) =>
  properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }',
    { input: { ...listing, standardStatus } },
    ana,
  )

test('a key that only a draft has is known to the owner of the draft and to nobody else', async () => {
  const draft = await properties.offer({ attributes: keysOf('exWifesStudio') }, { isDraft: true })
  await count()
  const asked = (viewer: Viewer | null) =>
    Promise.all([
      properties.ask(
        '{ it: properties(filter: { attributes: [{ key: "exWifesStudio", eq: true }] }) { totalCount } }',
        {},
        viewer,
      ),
      properties.ask('{ it: properties { facets(keys: ["attributes.exWifesStudio"]) { key } } }', {}, viewer),
    ])
  for (const viewer of [null, ben]) {
    expect(await offered()).not.toContain('exWifesStudio')
    for (const { errors } of await asked(viewer))
      expect(errors?.[0]?.extensions.problems?.[0]?.reason).toMatch(/^is no attribute that any listing has/)
    const near = await properties.ask(
      '{ it: properties(filter: { attributes: [{ key: "exWifesStudi", eq: true }] }) { totalCount } }',
      {},
      viewer,
    )
    expect(JSON.stringify(near)).not.toContain('exWifesStudio')
  }
  const saved = await properties.ask(
    'mutation { it: saveSearch(input: { name: "A", filter: { attributes: [{ key: "exWifesStudio", eq: true }] } }) { id } }',
    {},
    ben,
  )
  expect(saved.errors?.[0]?.extensions.problems?.[0]?.reason).toMatch(/^is no attribute that any listing has/)
  const [found, facets] = await asked(ana)
  expect([found.data.it.totalCount, facets.errors]).toEqual([1, undefined])
  const own = await properties.ask(
    'query ($id: ID!) { property(id: $id) { attributes { key status } } }',
    { id: draft.id },
    ana,
  )
  expect(own.data.property.attributes).toEqual([{ key: 'exWifesStudio', status: 'NEW' }])

  const published = (await change(draft, 'ACTIVE')).data.it
  await count()
  expect(await offered()).toContain('exWifesStudio')
  expect((await asked(null)).map(({ errors }) => errors)).toEqual([undefined, undefined])
  await change(published, 'WITHDRAWN')
  await count()
  expect(await offered()).not.toContain('exWifesStudio')
})

test('however many keys people make up, the catalogue is as long as asked for and has the known ones first', async () => {
  const known = loadCatalogueFile().definitions.length
  const { client } = properties.database
  await properties.offer({ attributes: keysOf('aaaTower') })
  await client.$executeRaw`
    INSERT INTO "properties"."AttributeDefinition" ("key", "labels", "valueType", "synonyms", "propertyTypes", "usageCount")
    SELECT 'spam' || n, '{"en":"Spam"}', 'BOOLEAN', '{}', '{}', 1000 + n FROM generate_series(1, 1500) AS n`
  const list = (await catalogue()) as readonly { key: string; status: string }[]
  expect(list).toHaveLength(200)
  expect(list.slice(0, known).every(({ status }) => status === 'KNOWN')).toBe(true)
  expect(list[known]).toMatchObject({ key: 'spam1500', status: 'NEW' })
  expect(await catalogue({ first: 1_000 })).toHaveLength(1_000)
  for (const first of [0, 1_001])
    expect(await catalogue({ first })).toEqual([{ path: 'first', reason: 'must be from 1 to 1000.' }])
})

test('who has brought enough new keys for a day is told at each key beyond, and goes on a day later', async () => {
  expect((await create(keysOf('oneMill', 'twoMills', 'threeMills'))).problems).toBeUndefined()
  const refused = await create([...keysOf('fourMills', 'oneMill', 'fiveMills', 'pool'), { key: 'heating', number: 1 }])
  const reason =
    'is a new key, and you may bring 4 in 24 hours: use one of attributeCatalog, or try again after 2026-03-02T12:00:00.000Z.'
  expect(refused.problems?.map(({ path, reason }) => [path, reason])).toEqual([
    ['input.attributes.4', expect.stringContaining('heating takes a text')],
    ['input.attributes.2.key', reason],
  ])
  expect(await waiting()).toEqual(['oneMill', 'threeMills', 'twoMills'])
  expect((await create(keysOf('fourMills'))).problems).toBeUndefined()
  const { listing } = await create(keysOf('oneMill', 'pool'))
  const answers = [
    await properties.ask(
      'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
      { input: { ...listing, attributes: keysOf('fiveMills') } },
      ana,
    ),
    await properties.ask(
      'query ($input: CreatePropertyInput!) { validateProperty(input: $input) { problems { path reason } } }',
      { input: { ...flat, attributes: keysOf('fiveMills') } },
      ana,
    ),
  ]
  expect(answers[0]?.errors?.[0]?.extensions.problems).toEqual([
    { layer: 'FORMAT', path: 'input.attributes.0.key', reason },
  ])
  expect(answers[1]?.data.validateProperty.problems).toEqual([{ path: 'input.attributes.0.key', reason }])
  // Each account for itself; who reviews keys, as many as they like.
  expect((await create(keysOf('benMill'), ben)).problems).toBeUndefined()
  expect((await create(keysOf('c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7'), curator)).problems).toBeUndefined()
  properties.clock.nowMs += dayMs
  expect((await create(keysOf('fiveMills'))).problems).toBeUndefined()
})

test('keys that wait for review have a limit of their own, and a decision makes room', async () => {
  await create(keysOf('k1', 'k2', 'k3', 'k4'))
  properties.clock.nowMs += dayMs
  await create(keysOf('k5', 'k6'))
  const full = await create(keysOf('k7'))
  expect(full.problems?.map(({ reason }) => reason)).toEqual([
    'is a new key, and 6 of yours may wait for review at a time: use one of attributeCatalog.',
  ])
  const { errors } = await properties.ask(
    'mutation { reviewAttribute(input: { key: "k1", action: REJECT }) { status } }',
    {},
    curator,
  )
  expect(errors).toBeUndefined()
  expect((await create(keysOf('k7'))).problems).toBeUndefined()
  expect((await create(keysOf('k8'))).problems).toHaveLength(1)
})

test('many requests at once bring no more keys than one after the other', async () => {
  const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8']
  const answers = await Promise.all(names.map((name) => create(keysOf(name))))
  expect(await waiting()).toHaveLength(4)
  expect(answers.filter(({ listing }) => listing !== null)).toHaveLength(4)
  expect(answers.flatMap(({ problems }) => problems ?? []).every(({ path }) => path === 'input.attributes.0.key')).toBe(
    true,
  )
})

test('of two edits that were both checked before either was written, the one beyond the limit is refused', async () => {
  const { client } = properties.database
  const nowMs = () => properties.clock.nowMs
  const attributes = createAttributeStore(client)
  const catalogue = createCatalogue(attributes, nowMs)
  const newKeys = createNewKeyStore(client, { perDay: 4, waiting: 6 })
  const check = (...keys: readonly string[]) => {
    const given = keys.map((key, place) => ({ path: `attributes.${place}`, key, boolean: true }))
    return resolveAttributes({ attributes, catalogue, newKeys, nowMs }, given, {}, ana)
  }
  const [first, second] = [await check('a1', 'a2', 'a3'), await check('b1', 'b2')]
  expect([first.problems, second.problems]).toEqual([[], []])
  await client.$transaction((db) => first.addKeys(db))
  await expect(client.$transaction((db) => second.addKeys(db))).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.attributes.1.key' }] },
  })
  expect(await waiting()).toEqual(['a1', 'a2', 'a3'])
})

test('rows of an import that need more new keys than allowed are reported with line and reason, the others are in', async () => {
  const row = (line: number, attributes: object) => ({
    line,
    values: {
      ...flat,
      sourceKey: `h${line}`,
      title: `House ${line} by the weir`,
      livingArea: 50 + line,
      attributes,
    },
  })
  const rows = [
    row(2, { weir1: 'a', weir2: 'b', weir3: 'c' }),
    row(3, { weir4: 'a', weir5: 'b' }),
    row(4, { weir1: 'x', weir4: 'd' }),
    row(5, { weir5: 'e' }),
    row(6, { pool: true }),
  ]
  const run = (dryRun: boolean) =>
    properties.ask(
      `mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) {
        created refused refusals { line path reason } } }`,
      { input: { source: 'weirs', rows, dryRun } },
      agent,
    )
  const answers = [await run(true), await run(false)]
  const reason = expect.stringContaining('is a new key, and you may bring 4 in 24 hours')
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined()
    expect(data.it).toEqual({
      created: 3,
      refused: 2,
      refusals: [
        { line: 3, path: 'attributes.weir5', reason },
        { line: 5, path: 'attributes.weir5', reason },
      ],
    })
  }
  expect(await waiting()).toEqual(['weir1', 'weir2', 'weir3', 'weir4'])
})

test('a key that no listing has any more is gone a day after it came, unless the listing can still be restored', async () => {
  const { listing } = await create(keysOf('left', 'stays'))
  const deleted = (await create(keysOf('deleted'))).listing
  await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: { ...listing, removeAttributes: ['left'] } },
    ana,
  )
  const removal = await properties.ask(
    'mutation ($input: DeletePropertyInput!) { deleteProperty(input: $input) }',
    { input: deleted },
    ana,
  )
  expect(removal.errors).toBeUndefined()
  await count()
  expect(await forget()).toBe(0)
  expect((await create(keysOf('another', 'oneTooMany'))).problems).toHaveLength(1)
  properties.clock.nowMs += dayMs + 1_000
  expect(await forget()).toBe(1)
  expect(await waiting()).toEqual(['deleted', 'stays'])
})

test('a key that was removed in the moment a listing took it waits for review again', async () => {
  await create([{ key: 'mill', number: 3 }])
  await properties.database.client.attributeDefinition.delete({ where: { key: 'mill' } })
  await count()
  const row = await properties.database.client.attributeDefinition.findUnique({ where: { key: 'mill' } })
  expect(row).toMatchObject({ status: 'NEW', valueType: 'NUMBER', labels: { en: 'Mill' }, listingCount: 1 })
})

test('what was mapped or rejected is in the catalogue only for who asks, and rejected only while it is public', async () => {
  await properties.offer({ attributes: keysOf('piscinaGrande', 'callMe') })
  await create(keysOf('secretRoom'))
  await count()
  for (const input of [
    { key: 'piscinaGrande', action: 'MAP', knownKey: 'pool' },
    { key: 'callMe', action: 'REJECT' },
    { key: 'secretRoom', action: 'REJECT' },
  ]) {
    const { errors } = await properties.ask(
      'mutation ($input: ReviewAttributeInput!) { reviewAttribute(input: $input) { key } }',
      { input },
      curator,
    )
    expect(errors).toBeUndefined()
  }
  await count()
  expect(await offered()).toHaveLength(loadCatalogueFile().definitions.length)
  const all = (await catalogue({ withRejected: true })) as readonly { status: string }[]
  expect(all.filter(({ status }) => status !== 'KNOWN')).toEqual([
    { key: 'callMe', status: 'REJECTED', mappedTo: null },
    { key: 'piscinaGrande', status: 'REJECTED', mappedTo: 'pool' },
  ])
})
