import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { aggregateUsage } from '../../src/usage/aggregate-usage.ts'
import { parseUsage } from '../../src/usage/parse-usage.ts'
import { type UsageRecord, usageRecordSchema } from '../../src/usage/usage-record.ts'

/** Records from everywhere, added up. */
export interface UsageReading {
  readonly records: readonly UsageRecord[]
  /** Lines and items that are no record. */
  readonly faultyCount: number
}

const servedSchema = z.object({ records: z.array(z.unknown()) })
const dayMs = 86_400_000

/**
 * Reads field usage from files (`*.jsonl`), folders of them, and addresses of an admin port (`http://router:4090/field-usage`), and keeps
 * what was last seen within the last `days`. Throws when a source is not there or is no field usage.
 */
export async function readUsage(
  sources: readonly string[],
  days: number,
  deps: { readonly nowMs: number; readonly fetchText: (url: string) => Promise<string> },
): Promise<UsageReading> {
  const readings: UsageReading[] = []
  for (const source of sources) readings.push(await readSource(source, deps.fetchText))
  const since = new Date(deps.nowMs - days * dayMs).toISOString()
  const recent = readings.flatMap(({ records }) => records).filter(({ lastSeen }) => lastSeen >= since)
  return {
    records: aggregateUsage(recent),
    faultyCount: readings.reduce((sum, { faultyCount }) => sum + faultyCount, 0),
  }
}

async function readSource(source: string, fetchText: (url: string) => Promise<string>): Promise<UsageReading> {
  if (/^https?:\/\//.test(source)) return readServed(source, await fetchText(source))
  if (!existsSync(source)) throw new Error(`There is no field usage at ${source}.`)
  const files = statSync(source).isDirectory()
    ? readdirSync(source)
        .filter((file) => file.endsWith('.jsonl'))
        .map((file) => join(source, file))
    : [source]
  const readings = files.map((file) => parseUsage(readFileSync(file, 'utf8')))
  return {
    records: readings.flatMap(({ records }) => records),
    faultyCount: readings.reduce((sum, { faulty }) => sum + faulty, 0),
  }
}

function readServed(url: string, text: string): UsageReading {
  const { data } = servedSchema.safeParse(parseJson(text))
  if (data === undefined) throw new Error(`${url} does not answer with field usage ({ "records": [...] }).`)
  const records = data.records.flatMap((item) => usageRecordSchema.safeParse(item).data ?? [])
  return { records, faultyCount: data.records.length - records.length }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
