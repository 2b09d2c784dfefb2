import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFieldUsage } from './create-field-usage.ts'
import { createUsageFolder } from './create-usage-folder.ts'
import { keepUsage } from './keep-usage.ts'
import { parseUsage } from './parse-usage.ts'

let folder: string
let nowMs: number
const warnings: string[] = []
const logger = { debug() {}, info() {}, warn: (_: object, text: string) => void warnings.push(text), error() {} }

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ree-ai-usage-')), 'made-when-needed')
  nowMs = Date.parse('2026-03-01T12:00:00Z')
  warnings.length = 0
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

function start(processId: string, to = folder) {
  const usage = createFieldUsage({ clientsMax: 10, knownOperations: new Set(), nowMs: () => nowMs })
  const kept = keepUsage({ usage, folder: createUsageFolder(to, processId), logger, nowMs: () => nowMs })
  const use = (coordinate: string) =>
    usage.note({ client: 'web', version: '1', operation: 'A', coordinates: [{ kind: 'field', coordinate }] })
  return { kept, use }
}

test('use is in the file after a stop, once, however often it was written', async () => {
  const { kept, use } = start('p1')
  use('Query.a')
  await kept.flush()
  use('Query.a')
  await kept.flush()
  await kept.stop()
  expect(readdirSync(folder)).toEqual(['2026-03-01.p1.jsonl'])
  const { records, faulty } = parseUsage(readFileSync(join(folder, '2026-03-01.p1.jsonl'), 'utf8'))
  expect(faulty).toBe(0)
  expect(records).toMatchObject([{ client: 'web', coordinate: 'Query.a', count: 2 }])
})

test('several processes share a folder and see the use of all, also of days before', async () => {
  const [first, second] = [start('p1'), start('p2')]
  first.use('Query.a')
  second.use('Query.a')
  await first.kept.flush()
  nowMs += 86_400_000
  await first.kept.flush()
  first.use('Query.a')
  await first.kept.stop()
  const [record, ...others] = await second.kept.list()
  expect(others).toEqual([])
  expect(record).toMatchObject({
    count: 3,
    firstSeen: '2026-03-01T12:00:00.000Z',
    lastSeen: '2026-03-02T12:00:00.000Z',
  })
  expect(readdirSync(folder).sort()).toEqual(['2026-03-01.p1.jsonl', '2026-03-01.p2.jsonl', '2026-03-02.p1.jsonl'])
})

test('files older than 90 days go, other files stay, and a large folder loses its oldest', async () => {
  const { kept, use } = start('p1')
  use('Query.a')
  await kept.flush()
  for (const name of ['2025-11-01.old.jsonl', '2026-02-01.new.jsonl', 'notes.txt'])
    writeFileSync(join(folder, name), 'x'.repeat(100))
  nowMs += 86_400_000
  await kept.flush()
  expect(readdirSync(folder).sort()).toEqual(['2026-02-01.new.jsonl', '2026-03-01.p1.jsonl', 'notes.txt'])
  await createUsageFolder(folder, 'p1').tidy('2026-01-01', 250)
  expect(readdirSync(folder).sort()).toEqual(['2026-03-01.p1.jsonl', 'notes.txt'])
})

test('a folder that cannot be written to costs no request: it is told to the log', async () => {
  writeFileSync(join(folder, '..', 'a-file'), '')
  const { kept, use } = start('p1', join(folder, '..', 'a-file'))
  use('Query.a')
  await kept.stop()
  expect(warnings).toEqual(['field usage cannot be written'])
})

test('lines that are no records are left out and counted', () => {
  expect(parseUsage('nonsense\n{"client":"a"}\n\n')).toEqual({ records: [], faulty: 2 })
})
