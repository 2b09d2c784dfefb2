import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { readRows } from '@ree-ai/properties/import/read-rows'
import { agent, startProperties, type TestProperties } from '@ree-ai/properties/testing/start-properties'
import { print } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { matchFields } from './column-names.ts'
import { createRejectsWriter } from './create-rejects-writer.ts'
import { describeColumns } from './describe-columns.ts'
import { importFile } from './import-file.ts'
import { proposeMapping } from './propose-mapping.ts'

const folder = mkdtempSync(join(tmpdir(), 'ree-ai-import-'))
let properties: TestProperties
let router: RouterClient
beforeAll(async () => {
  properties = await startProperties()
  router = async <Result>(document: Parameters<typeof print>[0], variables: unknown) => {
    const { data, errors } = await properties.ask(print(document), variables as object, agent)
    if (errors) throw new Error(errors[0]?.message)
    return data as Result
  }
})
afterAll(async () => {
  await properties.close()
  rmSync(folder, { recursive: true, force: true })
})

const put = (name: string, text: string) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const sum = (totals: Awaited<ReturnType<typeof importFile>>) =>
  totals.created + totals.updated + totals.unchanged + totals.skipped + totals.refused
const source = 'own'
const mapping = { mappingName: 'reso' }
const header = 'sourceKey,title,listingIntent,propertyType,listPrice,currency,city,description'
const flat = (key: string, description = '') =>
  `${key},Flat of key ${key},FOR_RENT,APARTMENT,900,EUR,Port Calder,${description}`

test('every row is in one count, the rejects come back mended, and a second run changes nothing', async () => {
  const lines = [
    header,
    flat('a'),
    'b,x,FOR_RENT,APARTMENT,"1.200,50",EUR,Port Calder,',
    `${flat('c')},too much`,
    'd,"never closed',
    flat('e'),
  ]
  const file = put('rows.csv', `${lines.join('\n')}\n`)
  const rejected = join(folder, 'rejected.csv')
  const rejects = createRejectsWriter(rejected, 'csv')
  const totals = await importFile(file, { router, rows: readRows(file), source, mapping, ownerId: agent.id, rejects })
  expect(await rejects.close()).toBe(3)
  expect(totals).toMatchObject({ total: 5, created: 2, refused: 3, brokenOff: null })
  expect(sum(totals)).toBe(totals.total)
  expect(totals.refusals.map(({ line }) => line).sort()).toEqual([3, 3, 4, 5])

  const mended = readFileSync(rejected, 'utf8')
    .replace('b,x,', 'b,Mended title,')
    .replace(',"1.200,50",', ',1200.50,')
    .replace(',too much', '')
    .replace('"d,""never closed"', flat('d'))
  const again = put('mended.csv', mended)
  const second = await importFile(again, { router, rows: readRows(again), source, mapping, ownerId: agent.id })
  expect(second).toMatchObject({ total: 3, created: 3, refused: 0 })
  const third = await importFile(again, { router, rows: readRows(again), source, mapping, ownerId: agent.id })
  expect(third).toMatchObject({ total: 3, unchanged: 3 })
})

test('a file that breaks off gives what came before and tells the place', async () => {
  const object = (key: string) =>
    JSON.stringify({
      sourceKey: key,
      title: `Cut off ${key}`,
      listingIntent: 'FOR_RENT',
      propertyType: 'HOUSE',
      listPrice: 900,
      currency: 'EUR',
      city: 'Port Calder',
    })
  const file = put('cut.json', `[${object('x')},\n${object('y')},\n{"sourceKey":`)
  const totals = await importFile(file, { router, rows: readRows(file), source: 'cut', mapping, ownerId: agent.id })
  expect(totals).toMatchObject({ total: 3, created: 2, refused: 1, brokenOff: { line: 3 } })
})

test('a platform that goes away in the middle is told with the line to go on from', async () => {
  const file = put(
    'long.csv',
    `${[header, ...Array.from({ length: 300 }, (_unused, index) => flat(`l${index}`))].join('\n')}\n`,
  )
  let calls = 0
  const flaky: RouterClient = (document, variables, options) => {
    calls += 1
    return calls > 1 ? Promise.reject(new Error('The platform is away.')) : router(document, variables, options)
  }
  const totals = await importFile(file, {
    router: flaky,
    rows: readRows(file),
    source: 'long',
    mapping,
    ownerId: agent.id,
  })
  expect(totals).toMatchObject({ created: 250, brokenOff: { line: 252, reason: 'The platform is away.' } })
})

test('rows of many bytes go in batches that the router takes, and one that is too large costs itself only', async () => {
  const text = 'đẹp'.repeat(6_000)
  const rows = [
    ...Array.from({ length: 60 }, (_unused, index) => flat(`v${index}`, text)),
    flat('huge', 'x'.repeat(800_000)),
  ]
  const file = put('wide.csv', `${[header, ...rows].join('\n')}\n`)
  const sizes: number[] = []
  const measured: RouterClient = (document, variables, options) => {
    sizes.push(Buffer.byteLength(JSON.stringify(variables)))
    return router(document, variables, options)
  }
  const totals = await importFile(file, {
    router: measured,
    rows: readRows(file),
    source: 'wide',
    mapping,
    ownerId: agent.id,
  })
  expect(totals.total).toBe(61)
  expect(totals.refusals.at(-1)).toMatchObject({ line: 62, path: 'row' })
  expect(Math.max(...sizes)).toBeLessThan(1024 * 1024)
})

test('a table in another language gets a mapping that imports it', async () => {
  const guide = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8')
  const file = put('mine.csv', /```csv\n([\s\S]*?)```/.exec(guide)?.[1] ?? '')
  const { columns } = await describeColumns(readRows(file))
  const proposal = proposeMapping(columns)
  expect(proposal.questions).toEqual(['fields."listPrice.currency": no column tells it; "EUR" is a guess.'])
  const totals = await importFile(file, {
    router,
    rows: readRows(file),
    source: 'mine',
    mapping: { mapping: proposal.mapping },
    ownerId: agent.id,
  })
  expect(totals).toMatchObject({ total: 4, created: 3, refused: 1 })
  const [first] = await properties.database.client.property.findMany({
    where: { source: 'mine' },
    orderBy: { sourceKey: 'asc' },
  })
  expect(first).toMatchObject({
    propertyType: 'APARTMENT',
    listingIntent: 'FOR_SALE',
    livingArea: 85.5,
    attributes: { pool: false },
    listedAt: new Date('2026-03-05'),
  })
  expect(Number(first?.listPrice)).toBe(245_000)
})

test('a row that offers the same again is imported with a doubt, or refused where that is asked for', async () => {
  const words =
    'A bright corner flat above the bakery in Ropewalk Lane with an oak floor and two balconies and a view of the harbour.'
  const file = put('twice.csv', `${header}\n${flat('t1', words)}\n${flat('t1', words).replace('t1', 't2')}\n`)
  const rows = () => readRows(file)
  const warned = await importFile(file, { router, rows: rows(), source: 'warned', mapping, ownerId: agent.id })
  expect(warned).toMatchObject({ created: 2, refused: 0, warnings: [{ line: expect.any(Number) }] })
  const given = { source: 'refused', mapping, ownerId: agent.id, refuseDuplicates: true }
  const refused = await importFile(file, { router, rows: rows(), ...given })
  expect(refused).toMatchObject({ created: 0, refused: 2, refusals: [{ path: expect.any(String) }, {}] })
})

test('a column is known with its unit or currency behind it, and its whole name comes first', () => {
  expect([...matchFields(['Preis (€)', 'Preis in EUR', 'Wohnfläche m²', 'Lot size (sqft)', 'Area', 'Zimmer'])]).toEqual(
    [
      ['listPrice.amount', 'Preis (€)'],
      ['livingArea', 'Area'],
      ['lotSizeArea', 'Lot size (sqft)'],
    ],
  )
  expect(matchFields(['Wohnfläche in m²', 'Precio EUR']).get('livingArea')).toBe('Wohnfläche in m²')
})
