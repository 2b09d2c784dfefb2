import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import {
  type Answer,
  agent,
  ana,
  startProperties,
  type TestProperties,
} from '@ree-ai/properties/testing/start-properties'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const people = 8

// On a server two replicas share the database; the embedded database has one process and one session.
describe.each([
  { where: 'the embedded database', replicas: 1 },
  ...(bin === null ? [] : [{ where: 'PostgreSQL, from two replicas', replicas: 2 }]),
])('at the same time, on $where', ({ replicas }) => {
  let server: TestPostgres | null = null
  let all: TestProperties[] = []
  beforeAll(async () => {
    if (replicas > 1 && bin !== null) server = await startPostgres(bin)
    const { url = '' } = server ?? {}
    const open = ({ registry }: { registry: Parameters<typeof openPostgresDatabase>[0]['registry'] }) =>
      openPostgresDatabase({ url, registry, warn: () => {} })
    const first = await startProperties(undefined, server === null ? undefined : open)
    all = [first]
    for (let number = 1; number < replicas; number += 1) all.push(await startProperties(undefined, open))
  }, 120_000)
  afterAll(async () => {
    await Promise.all(all.map((one) => one.close()))
    await server?.stop()
  })

  const [update, move, remove, restore] = [
    'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { id version } }',
    'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }',
    'mutation ($input: DeletePropertyInput!) { it: deleteProperty(input: $input) }',
    'mutation ($input: RestorePropertyInput!) { it: restoreProperty(input: $input) { id version } }',
  ]
  const create = 'mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) { id version } }'
  const send =
    'mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) { id total created updated unchanged skipped refused refusals { line path } } }'
  const first = () => all[0] as TestProperties
  const replica = (index: number) => all[index % all.length] as TestProperties
  const together = (asks: readonly ((properties: TestProperties) => Promise<Answer>)[]) =>
    Promise.all(asks.map((ask, index) => ask(replica(index))))
  const ended = (answers: readonly Answer[]) => answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'OK').sort()
  const read = (id: string) =>
    first().database.client.property.findUnique({ where: { id }, include: { statusChanges: true, priceChanges: true } })

  test('of several editors one wins, and the others are told CONFLICT with the version there is', async () => {
    const listing = await first().offer()
    const answers = await together(
      Array.from(
        { length: people },
        (_unused, index) => (properties: TestProperties) =>
          properties.ask(
            update,
            {
              input: {
                ...listing,
                title: `Edited by ${index}`,
                listPrice: { amount: 200_000 + index, currency: 'EUR' },
              },
            },
            ana,
          ),
      ),
    )
    expect(ended(answers)).toEqual([...Array(people - 1).fill('CONFLICT'), 'OK'])
    for (const { errors } of answers) if (errors) expect(errors[0]?.extensions.currentVersion).toBe(listing.version + 1)
    const row = await read(listing.id)
    const winner = answers.findIndex(({ errors }) => errors === undefined)
    expect(row).toMatchObject({ title: `Edited by ${winner}`, version: listing.version + 1 })
    expect(row?.priceChanges).toHaveLength(2)
  })

  test('of two changes of status one happens, with one audit row', async () => {
    const listing = await first().offer()
    const answers = await together(
      ['UNDER_CONTRACT', 'WITHDRAWN', 'CLOSED', 'UNDER_CONTRACT'].map(
        (standardStatus) => (properties: TestProperties) =>
          properties.ask(move, { input: { ...listing, standardStatus } }, ana),
      ),
    )
    expect(ended(answers)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK'])
    expect((await read(listing.id))?.statusChanges).toHaveLength(3)
  })

  test('of a deletion and an edit one happens, and the other is told', async () => {
    for (let round = 0; round < 4; round += 1) {
      const listing = await first().offer()
      const [edited, deleted] = await together([
        (properties) => properties.ask(update, { input: { ...listing, title: 'Edited in time' } }, ana),
        (properties) => properties.ask(remove, { input: listing }, ana),
      ])
      const row = await read(listing.id)
      const isDeleted = deleted?.errors === undefined
      expect(row?.deletedAt !== null).toBe(isDeleted)
      expect(edited?.errors === undefined).toBe(!isDeleted)
      expect(row?.title === 'Edited in time').toBe(!isDeleted)
      const told = isDeleted ? edited : deleted
      expect(told?.errors?.[0]?.extensions.code).toBe(isDeleted ? 'NOT_FOUND' : 'CONFLICT')
    }
  })

  test('a listing is deleted once and restored once, however often it is asked', async () => {
    const listing = await first().offer()
    const deleted = await together(
      Array.from({ length: 4 }, () => (properties: TestProperties) => properties.ask(remove, { input: listing }, ana)),
    )
    expect(ended(deleted)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'OK'])
    const restored = await together(
      Array.from({ length: 4 }, () => (properties: TestProperties) => properties.ask(restore, { input: listing }, ana)),
    )
    expect(ended(restored)).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT', 'OK'])
    expect(await read(listing.id)).toMatchObject({ deletedAt: null, version: listing.version + 1 })
  })

  test('the same mutation key sent several times at once makes one listing', async () => {
    const input = {
      title: 'Sent many times at once',
      description: '',
      listingIntent: 'FOR_SALE',
      propertyType: 'HOUSE',
      listPrice: { amount: 300_000, currency: 'EUR' },
      address: { city: 'Port Calder' },
      clientMutationKey: 'many',
    }
    const answers = await together(
      Array.from({ length: people }, () => (properties: TestProperties) => properties.ask(create, { input }, ana)),
    )
    expect(new Set(answers.map(({ data }) => data.it.id)).size).toBe(1)
    expect(await first().database.client.property.count({ where: { mutationKey: 'many' } })).toBe(1)
  })

  const toRow = (key: string, changes: object = {}) => ({
    sourceKey: key,
    title: `Imported house ${key}`,
    listingIntent: 'FOR_SALE',
    propertyType: 'HOUSE',
    listPrice: { amount: 300_000, currency: 'EUR' },
    city: 'Port Calder',
    ...changes,
  })

  test('two importers of the same file make each listing once, and both reports add up', async () => {
    const batches = [0, 1, 2].map((batch) =>
      Array.from({ length: 30 }, (_unused, index) => ({
        line: batch * 30 + index + 2,
        values: toRow(`k${batch * 30 + index}`),
      })),
    )
    const run = async (properties: TestProperties) => {
      let jobId: string | undefined
      let last: Record<string, number> = {}
      for (const rows of batches) {
        const { data, errors } = await properties.ask(send, { input: { source: 'twice', rows, jobId } }, agent)
        expect(errors).toBeUndefined()
        jobId = data.it.id
        last = data.it
      }
      return last
    }
    const reports = await Promise.all([run(replica(0)), run(replica(1))])
    const sum = (name: string) => reports.reduce((total, report) => total + (report[name] ?? 0), 0)
    for (const { total, created = 0, updated = 0, unchanged = 0, skipped = 0, refused = 0 } of reports)
      expect([total, created + updated + unchanged + skipped + refused]).toEqual([90, 90])
    expect([sum('created'), sum('unchanged')]).toEqual([90, 90])
    expect(await first().database.client.property.count({ where: { source: 'twice' } })).toBe(90)
  })

  test('of an import and an edit each is told what became of it, and nothing is half of one and half of the other', async () => {
    for (let round = 0; round < 4; round += 1) {
      const source = `against-${round}`
      await first().ask(send, { input: { source, rows: [{ line: 2, values: toRow('a') }] } }, agent)
      const before = await first().database.client.property.findFirstOrThrow({ where: { source } })
      const [imported, edited] = await together([
        (properties) =>
          properties.ask(
            send,
            { input: { source, rows: [{ line: 2, values: toRow('a', { title: 'By the file', yearBuilt: 1990 }) }] } },
            agent,
          ),
        (properties) =>
          properties.ask(
            update,
            { input: { id: before.id, version: before.version, title: 'By hand entirely', yearBuilt: 1890 } },
            agent,
          ),
      ])
      expect(imported?.data.it.updated).toBe(1)
      const row = await read(before.id)
      // The file comes last or first; either way the editor's version tells whether the edit still held.
      const code = edited?.errors?.[0]?.extensions.code ?? 'OK'
      expect(['OK', 'CONFLICT']).toContain(code)
      expect([row?.title, row?.yearBuilt, row?.version]).toEqual([
        'By the file',
        1990,
        before.version + (code === 'OK' ? 2 : 1),
      ])
    }
  })

  test('a row that repeats the key of an earlier batch is refused, not written over it', async () => {
    const run = (rows: object[], jobId?: string) =>
      first().ask(send, { input: { source: 'repeated', rows, jobId } }, agent)
    const begun = await run([{ line: 2, values: toRow('a') }])
    first().clock.nowMs += 10
    const jobId = begun.data.it.id
    const next = await run(
      [
        { line: 3, values: toRow('a', { title: 'Quite another house' }) },
        { line: 4, values: toRow('b') },
      ],
      jobId,
    )
    expect(next.data.it).toMatchObject({
      total: 3,
      created: 2,
      updated: 0,
      refused: 1,
      refusals: [{ line: 3, path: 'key' }],
    })
    // The same batch sent again, as after a time-out, changes nothing.
    expect(
      (
        await run(
          [
            { line: 2, values: toRow('a') },
            { line: 4, values: toRow('b') },
          ],
          jobId,
        )
      ).data.it,
    ).toMatchObject({ unchanged: 2, refused: 1 })
  })

  test('a dry run finds the same as an import and leaves nothing behind', async () => {
    const rows = [
      { line: 2, values: toRow('a', { attributes: { dryNote: 'x' } }) },
      { line: 3, values: toRow('b', { title: 'x' }) },
    ]
    const { client } = first().database
    const count = async () => [
      await client.property.count(),
      await client.importJob.count(),
      await client.propertyChange.count(),
    ]
    const before = await count()
    const rehearsed = await first().ask(send, { input: { source: 'dry', rows, dryRun: true } }, agent)
    expect(rehearsed.data.it).toMatchObject({ total: 2, created: 1, refused: 1 })
    expect(await count()).toEqual(before)
    expect(await client.attributeDefinition.findUnique({ where: { key: 'dryNote' } })).toBeNull()
    const { id: _one, ...told } = rehearsed.data.it
    const { id: _other, ...done } = (await first().ask(send, { input: { source: 'dry', rows } }, agent)).data.it
    expect(done).toEqual(told)
  })
})
