import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin, agent, ana, ben, follower, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const jobFields = 'id source total created updated unchanged skipped refused refusals { line path reason }'
const run = (input: object, viewer = agent) =>
  properties.ask(
    `mutation ($input: ImportPropertiesInput!) { job: importProperties(input: $input) { ${jobFields} } }`,
    { input },
    viewer,
  )
const good = (key: string, changes: object = {}) => ({
  sourceKey: key,
  title: `Imported ${key}`,
  description: 'A flat.',
  listingIntent: 'FOR_RENT',
  propertyType: 'APARTMENT',
  listPrice: { amount: 900, currency: 'EUR' },
  address: { city: 'Port Calder', country: 'ZZ' },
  ...changes,
})
const toRows = (values: readonly object[]) => values.map((value, index) => ({ line: index + 2, values: value }))

test('writes good rows whole, refuses bad ones with every reason, and counts exactly', async () => {
  const rows = toRows([
    good('a'),
    good('b', { title: 'x', yearBuilt: 'long ago', listPrice: { amount: 0, currency: 'EUR' } }),
    good('c', { attributes: { pool: true, wineCellar: true, floor: 'second' } }),
    good('a', { title: 'The same key again' }),
    { title: 'No key at all' },
    good('d', { attributes: { pool: 'true', petsAllowed: 'dogs; cats' }, standardStatus: 'CLOSED' }),
    good('e', { standardStatus: 'REJECTED', address: {} }),
    good('f', { address: {} }),
  ])
  const { data, errors } = await run({ source: 'exact', rows })
  expect(errors).toBeUndefined()
  expect(data.job).toMatchObject({ total: 8, created: 2, updated: 0, unchanged: 0, skipped: 0, refused: 6 })
  const refusals = data.job.refusals.map(({ line, path }: { line: number; path: string }) => `${line} ${path}`)
  expect(refusals).toEqual([
    '3 yearBuilt',
    '3 title',
    '3 listPrice.amount',
    '4 attributes.floor',
    '5 key',
    '6 key',
    '6 listingIntent',
    '6 propertyType',
    '6 listPrice.amount',
    '6 listPrice.currency',
    '6 address.city',
    '8 standardStatus',
    '9 address.city',
  ])
  const stored = await properties.database.client.property.findMany({
    where: { source: 'exact' },
    orderBy: { sourceKey: 'asc' },
  })
  expect(stored.map(({ sourceKey, standardStatus, ownerId }) => [sourceKey, standardStatus, ownerId])).toEqual([
    ['a', 'ACTIVE', agent.id],
    ['d', 'CLOSED', agent.id],
  ])
  expect(stored[1]?.attributes).toEqual({ pool: true, petsAllowed: ['dogs', 'cats'] })
  // A refused row leaves nothing behind, not even the key it was first to use.
  expect(await properties.database.client.attributeDefinition.findUnique({ where: { key: 'wineCellar' } })).toBeNull()
})

test('running it again changes nothing; what changed is updated with its history', async () => {
  const first = await run({ source: 'again', rows: toRows([good('a'), good('b'), good('c')]) })
  const counts = async () => ({
    listings: await properties.database.client.property.count({ where: { source: 'again' } }),
    log: (await properties.database.client.propertyChange.findMany()).length,
    last: (await properties.database.client.propertyChange.findFirst({ orderBy: { id: 'desc' } }))?.id,
  })
  const before = await counts()
  properties.clock.nowMs += 1000
  const second = await run({
    source: 'again',
    rows: toRows([good('a'), good('b'), good('c')]),
    jobId: first.data.job.id,
  })
  expect(second.data.job).toMatchObject({ id: first.data.job.id, total: 6, created: 3, updated: 0, unchanged: 3 })
  expect(await counts()).toEqual(before)

  const cheaper = good('b', { listPrice: { amount: 850, currency: 'EUR' }, standardStatus: 'UNDER_CONTRACT' })
  const third = await run({ source: 'again', rows: toRows([good('a'), cheaper, good('d')]) })
  expect(third.data.job).toMatchObject({ total: 3, created: 1, updated: 1, unchanged: 1 })
  const row = await properties.database.client.property.findFirstOrThrow({
    where: { source: 'again', sourceKey: 'b' },
    include: { priceChanges: { orderBy: { id: 'asc' } }, statusChanges: { orderBy: { id: 'asc' } } },
  })
  expect(row.version).toBe(2)
  expect(row.priceChanges.map(({ listPrice }) => Number(listPrice))).toEqual([900, 850])
  expect(row.statusChanges.map(({ fromStatus, toStatus }) => [fromStatus, toStatus])).toEqual([
    [null, 'ACTIVE'],
    ['ACTIVE', 'UNDER_CONTRACT'],
  ])
})

test('the same batch sent several times at once makes each listing once', async () => {
  const rows = toRows(Array.from({ length: 20 }, (_unused, index) => good(`n${index}`)))
  const jobs = await Promise.all([1, 2, 3].map(() => run({ source: 'parallel', rows })))
  const total = (name: string) => jobs.reduce((sum, { data }) => sum + data.job[name], 0)
  expect([total('created'), total('unchanged'), total('refused')]).toEqual([20, 40, 0])
  expect(await properties.database.client.property.count({ where: { source: 'parallel' } })).toBe(20)
})

test('a batch takes a fixed number of database calls, however many rows it has', async () => {
  const measure = async (source: string, count: number) => {
    const before = await properties.countCalls()
    await run({ source, rows: toRows(Array.from({ length: count }, (_unused, index) => good(`n${index}`))) })
    return (await properties.countCalls()) - before
  }
  expect(await measure('large', 300)).toBe(await measure('small', 2))
})

test('what a reviewer has rejected stays rejected, whatever the file says later', async () => {
  await run({ source: 'held', rows: toRows([good('a')]) })
  await properties.database.client.property.updateMany({
    where: { source: 'held' },
    data: { standardStatus: 'REJECTED' },
  })
  const { data } = await run({ source: 'held', rows: toRows([good('a', { title: 'A new title' })]) })
  expect(data.job.updated).toBe(1)
  const row = await properties.database.client.property.findFirstOrThrow({ where: { source: 'held' } })
  expect([row.title, row.standardStatus]).toEqual(['A new title', 'REJECTED'])
})

test('owners do not meet: the same source and key of two owners are two listings', async () => {
  const rows = toRows([good('a')])
  expect((await run({ source: 'shared', rows })).data.job.created).toBe(1)
  expect((await run({ source: 'shared', rows }, admin)).data.job.created).toBe(1)
  expect((await run({ source: 'shared', rows, ownerId: agent.id }, admin)).data.job.unchanged).toBe(1)
})

test('needs the scope, and users:write to import for someone else', async () => {
  const rows = toRows([good('a')])
  expect((await run({ source: 'scope', rows }, ana)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await run({ source: 'scope', rows, ownerId: ben.id })).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  const seeder = { ...follower, scopes: ['properties:import', 'users:write'] }
  expect((await run({ source: 'scope', rows }, seeder)).errors?.[0]?.extensions.problems?.[0]?.path).toBe(
    'input.ownerId',
  )
  expect((await run({ source: 'scope', rows, ownerId: ben.id }, seeder)).data.job.created).toBe(1)
})

test('shows a job to whoever began it and lets nobody else go on with it', async () => {
  const { data } = await run({ source: 'job', rows: toRows([good('a')]) })
  const read = (viewer: typeof agent) =>
    properties.ask('query ($id: ID!) { importJob(id: $id) { total created } }', { id: data.job.id }, viewer)
  expect((await read(agent)).data.importJob).toEqual({ total: 1, created: 1 })
  expect((await read(admin)).data.importJob).toBeNull()
  const goOn = { source: 'job', rows: [], jobId: data.job.id }
  expect((await run(goOn, admin)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  expect((await run({ ...goOn, source: 'other' })).errors?.[0]?.extensions.problems?.[0]?.path).toBe('input.jobId')
})

test("takes a mapping of one's own", async () => {
  const mapping = {
    key: 'ref',
    skip: [{ when: [{ column: 'state', in: ['sold'] }], reason: 'Sold.' }],
    fields: {
      title: { template: '{kind} in {town}' },
      listingIntent: { constant: 'FOR_SALE' },
      propertyType: { column: 'kind', map: { flat: 'APARTMENT', plot: 'LAND' } },
      'listPrice.amount': { column: 'price', decimal: ',' },
      'listPrice.currency': { constant: 'EUR' },
      lotSizeArea: { column: 'acres', unit: '[acr_us]', round: 1 },
      'address.city': { column: 'town', letters: 'title' },
    },
    attributes: { availableFrom: { column: 'free', to: 'date', format: 'DD/MM/YYYY' } },
  }
  const rows = toRows([
    { REF: '1', kind: 'Flat', town: 'PORTO', price: '250.000,50 €', free: '1/4/2026' },
    { ref: '2', kind: 'plot', town: 'porto', price: '90.000', acres: '2' },
    { ref: '3', kind: 'castle', town: 'porto', price: 'ask' },
    { ref: '4', kind: 'flat', state: 'Sold' },
  ])
  const { data } = await run({ source: 'own', mapping, rows })
  expect(data.job).toMatchObject({ created: 2, skipped: 1, refused: 1 })
  expect(data.job.refusals.map(({ path }: { path: string }) => path)).toEqual(['propertyType', 'listPrice.amount'])
  const [flat, plot] = await properties.database.client.property.findMany({
    where: { source: 'own' },
    orderBy: { sourceKey: 'asc' },
  })
  expect(flat).toMatchObject({
    title: 'Flat in PORTO',
    city: 'Porto',
    cityKey: 'porto',
    attributes: { availableFrom: '2026-04-01' },
  })
  expect(Number(flat?.listPrice)).toBe(250_000.5)
  expect(plot).toMatchObject({ propertyType: 'LAND', lotSizeArea: 8093.7 })
})

test('names every fault of a batch and of a mapping', async () => {
  const wrong = await run({ source: 'a b', rows: [{ line: 0, values: {} }] })
  expect(wrong.errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['input.source', 'input.rows.0.line'])
  const mapping = {
    fields: { title: { colum: 'x' }, nothing: { column: 'y' } },
    attributes: { 'a b': { column: 'z' } },
  }
  const faulty = await run({ source: 'own', mapping, rows: [] })
  const paths = faulty.errors?.[0]?.extensions.problems?.map(({ path }) => path) ?? []
  for (const path of ['input.mapping.key', 'input.mapping.fields.title']) expect(paths).toContain(path)
  expect(paths.length).toBeGreaterThanOrEqual(4)
  expect(
    (await run({ source: 'own', mappingName: '../reso', rows: [] })).errors?.[0]?.extensions.problems?.[0]?.path,
  ).toBe('input.mappingName')
})

test('pictures whose address holds a password or leads into a private network refuse their row', async () => {
  const rows = ['https://user:pw@example.com/a.jpg', 'https://169.254.169.254/a.jpg', 'https://example.com/a.jpg'].map(
    (url, index) => good(`p${index}`, { photos: [url] }),
  )
  const { data } = await run({ source: 'pictures', rows: toRows(rows) })
  expect(data.job).toMatchObject({ created: 1, refused: 2 })
  expect(data.job.refusals.map(({ path }: { path: string }) => path)).toEqual(['photos.0.url', 'photos.0.url'])
})

test('survives rows of any shape', async () => {
  const nasty: readonly object[] = [
    {},
    { sourceKey: ['a'], title: { deep: { deeper: { deepest: { no: { more: 1 } } } } } },
    good('x', { listPrice: 'NaN', photos: 'not a list', attributes: { 'bad key': 1, ok: { nested: true } } }),
    good('y', { title: 'null \u0000 byte', description: '\ud800', sourceKey: '\u0000' }),
    good('z', { photos: [{ url: 5 }, null, 'https://example.com/a.jpg'], location: { latitude: 200 } }),
    { __proto__: null, constructor: 'x', sourceKey: 'toString', title: 'Prototype' },
    good('v', { listPrice: { amount: 1e300, currency: 'EUR' }, bedroomsTotal: 1e99, livingArea: '1e400' }),
  ]
  const { data, errors } = await run({ source: 'nasty', rows: toRows(nasty) })
  expect(errors).toBeUndefined()
  expect(data.job).toMatchObject({ total: 7, created: 0, refused: 7 })
})
