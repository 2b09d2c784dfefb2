import { type UsageRecord, usageRecordSchema } from './usage-record.ts'

/** The records of a usage file, one a line. Lines that are no record are left out and counted in `faulty`. */
export function parseUsage(text: string): { readonly records: readonly UsageRecord[]; readonly faulty: number } {
  const records: UsageRecord[] = []
  let faulty = 0
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const record = parseLine(line)
    if (record === null) faulty += 1
    else records.push(record)
  }
  return { records, faulty }
}

function parseLine(line: string): UsageRecord | null {
  try {
    return usageRecordSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
