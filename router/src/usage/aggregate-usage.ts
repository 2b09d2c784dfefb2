import type { UsageRecord } from './usage-record.ts'

/** Adds up records of the same client, version, operation and coordinate, wherever they were written. */
export function aggregateUsage(records: Iterable<UsageRecord>): readonly UsageRecord[] {
  const sums = new Map<string, UsageRecord>()
  for (const record of records) {
    const key = JSON.stringify([record.client, record.version, record.operation, record.kind, record.coordinate])
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? record : add(sum, record))
  }
  return [...sums.values()]
}

function add(a: UsageRecord, b: UsageRecord): UsageRecord {
  return {
    ...a,
    count: a.count + b.count,
    // In the one form that ISO dates are written in here, order of text is order of time.
    firstSeen: a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen,
    lastSeen: a.lastSeen > b.lastSeen ? a.lastSeen : b.lastSeen,
  }
}
