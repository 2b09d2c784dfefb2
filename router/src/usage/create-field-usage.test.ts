import { expect, test } from 'vitest'
import { createFieldUsage } from './create-field-usage.ts'
import type { UsedCoordinate } from './list-used-coordinates.ts'
import { usageRecordSchema } from './usage-record.ts'

const field = (coordinate: string): UsedCoordinate => ({ kind: 'field', coordinate })
let nowMs = 0

function create(options: Partial<Parameters<typeof createFieldUsage>[0]> = {}) {
  nowMs = Date.parse('2026-01-01T00:00:00Z')
  return createFieldUsage({ clientsMax: 3, knownOperations: new Set(['Known']), nowMs: () => nowMs, ...options })
}

test('use is counted by client, version and operation, with when it was first and last seen', () => {
  const usage = create()
  usage.note({ client: 'web', version: '1', operation: 'Known', coordinates: [field('Query.a'), field('Query.b')] })
  nowMs += 1_000
  usage.note({ client: 'web', version: '1', operation: 'Known', coordinates: [field('Query.a')] })
  usage.note({ client: '', version: '', operation: 'Known', coordinates: [field('Query.a')] })
  expect(usage.list()).toMatchObject([
    {
      client: 'web',
      coordinate: 'Query.a',
      count: 2,
      firstSeen: '2026-01-01T00:00:00.000Z',
      lastSeen: '2026-01-01T00:00:01.000Z',
    },
    { client: 'web', coordinate: 'Query.b', count: 1 },
    { client: 'none', version: 'none', coordinate: 'Query.a', count: 1 },
  ])
  for (const record of usage.list()) expect(usageRecordSchema.parse(record)).toEqual(record)
})

test('a flood of client names, operations and coordinates does not fill the memory, and no use is lost', () => {
  const usage = create({ operationsMax: 5, recordsMax: 40 })
  let noted = 0
  for (let index = 0; index < 20_000; index += 1) {
    usage.note({
      client: `client ${index % 500}`,
      version: `${index % 7}`,
      operation: `Operation${index}`,
      coordinates: [field(`Query.f${index % 20}`)],
    })
    noted += 1
  }
  usage.note({ client: 'web', version: '1', operation: 'Known', coordinates: [field('Query.last')] })
  const records = usage.list()
  // What does not fit counts under `other`, for which there are as many records as the schema has coordinates.
  expect(records.length).toBeLessThanOrEqual(40 + 21)
  expect(new Set(records.map(({ client, version }) => `${client} ${version}`)).size).toBeLessThanOrEqual(4)
  expect(records.reduce((sum, { count }) => sum + count, 0)).toBe(noted + 1)
  expect(records).toContainEqual(expect.objectContaining({ client: 'other', coordinate: 'Query.last' }))
})

test('a known operation keeps its name whatever others were sent before', () => {
  const usage = create({ operationsMax: 2 })
  for (let index = 0; index < 100; index += 1)
    usage.note({ client: 'web', version: '1', operation: `O${index}`, coordinates: [field('Query.a')] })
  usage.note({ client: 'web', version: '1', operation: 'Known', coordinates: [field('Query.a')] })
  expect(usage.list().map(({ operation }) => operation)).toEqual(['O0', 'O1', 'other', 'Known'])
})
