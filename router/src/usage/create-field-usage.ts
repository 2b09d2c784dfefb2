import type { UsedCoordinate } from './list-used-coordinates.ts'
import type { UsageRecord } from './usage-record.ts'

/** One executed operation, by whom, and what of the schema it used. */
export interface ExecutedOperation {
  /** As the client names itself; empty when it does not. */
  readonly client: string
  readonly version: string
  readonly operation: string
  readonly coordinates: readonly UsedCoordinate[]
}

/** What has been used since it was last cleared, in memory. */
export interface FieldUsage {
  readonly note: (executed: ExecutedOperation) => void
  readonly list: () => readonly UsageRecord[]
  readonly clear: () => void
}

export interface FieldUsageOptions {
  /** Client versions told apart; later ones are `other`. */
  readonly clientsMax: number
  /** Operations of one client told apart, besides the known ones; 100 by default. */
  readonly operationsMax?: number
  /** Records kept; what comes later counts for the operation `other` of the client `other`. 50,000 by default, about 10 MB. */
  readonly recordsMax?: number
  /** Operations that never become `other` for want of room. */
  readonly knownOperations: ReadonlySet<string>
  readonly nowMs: () => number
}

interface Tally {
  readonly used: UsedCoordinate
  count: number
  readonly firstMs: number
  lastMs: number
}

interface Client {
  readonly name: string
  readonly version: string
  readonly operations: Map<string, Map<string, Tally>>
  unknownOperations: number
}

/**
 * Counts use by client, operation and coordinate. What clients choose (their names, their operations') cannot fill the memory: beyond
 * each bound it is counted under `other`, and never lost.
 */
export function createFieldUsage(options: FieldUsageOptions): FieldUsage {
  const { clientsMax, operationsMax = 100, recordsMax = 50_000, knownOperations, nowMs } = options
  const clients = new Map<string, Client>()
  let records = 0

  function findClient(name: string, version: string): Client {
    const key = `${name}\n${version}`
    const known = clients.get(key)
    if (known !== undefined) return known
    if (clients.size >= clientsMax && name !== 'other') return findClient('other', 'other')
    const client: Client = { name, version, operations: new Map(), unknownOperations: 0 }
    clients.set(key, client)
    return client
  }

  function findOperation(client: Client, name: string): Map<string, Tally> {
    const known = client.operations.get(name)
    if (known !== undefined) return known
    if (!knownOperations.has(name) && name !== 'other') {
      if (client.unknownOperations >= operationsMax) return findOperation(client, 'other')
      client.unknownOperations += 1
    }
    const tallies = new Map<string, Tally>()
    client.operations.set(name, tallies)
    return tallies
  }

  function add(tallies: Map<string, Tally>, used: UsedCoordinate, atMs: number, isOverflow: boolean): void {
    const tally = tallies.get(used.coordinate)
    if (tally !== undefined) {
      tally.count += 1
      tally.lastMs = atMs
    } else if (records < recordsMax || isOverflow) {
      tallies.set(used.coordinate, { used, count: 1, firstMs: atMs, lastMs: atMs })
      records += 1
    } else add(findOperation(findClient('other', 'other'), 'other'), used, atMs, true)
  }

  return {
    note({ client, version, operation, coordinates }) {
      const atMs = nowMs()
      const tallies = findOperation(findClient(client || 'none', version || 'none'), operation)
      for (const used of coordinates) add(tallies, used, atMs, false)
    },
    list() {
      const listed: UsageRecord[] = []
      for (const { name, version, operations } of clients.values())
        for (const [operation, tallies] of operations)
          for (const { used, count, firstMs, lastMs } of tallies.values())
            listed.push({
              client: name,
              version,
              coordinate: used.coordinate,
              kind: used.kind,
              operation,
              count,
              firstSeen: new Date(firstMs).toISOString(),
              lastSeen: new Date(lastMs).toISOString(),
            })
      return listed
    },
    clear() {
      clients.clear()
      records = 0
    },
  }
}
