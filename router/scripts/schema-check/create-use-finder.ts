import { type GraphQLSchema, Kind } from 'graphql'
import { listUsedCoordinates } from '../../src/usage/list-used-coordinates.ts'
import type { UsageRecord } from '../../src/usage/usage-record.ts'
import { nameOperation } from './check-documents.ts'
import type { ReportedUse } from './report.ts'
import type { SchemaChange } from './schema-change.ts'
import type { TrustedDocument } from './trusted-document.ts'

/** What a trusted document uses of the published contract. */
interface DocumentUsage {
  readonly use: ReportedUse
  readonly coordinates: readonly string[]
}

/**
 * Makes a function that says who would notice a change: clients by the records (one line for each client, version and operation,
 * most uses first), then trusted documents by their text. Of a change that validation sees, documents are left to validation.
 */
export function createUseFinder(
  published: GraphQLSchema,
  records: readonly UsageRecord[],
  documents: readonly TrustedDocument[],
): (change: SchemaChange) => readonly ReportedUse[] {
  const documentUsages = documents.flatMap((document) => readUsage(published, document))
  return ({ affects, isSeenByValidation }) => {
    if (affects === null) return []
    const isAffected = (coordinate: string) => affects.some((pattern) => matches(pattern, coordinate))
    const clients = groupByOperation(records.filter(({ coordinate }) => isAffected(coordinate)))
    const touched = isSeenByValidation
      ? []
      : documentUsages.filter(({ coordinates }) => coordinates.some(isAffected)).map(({ use }) => use)
    return [...clients, ...touched]
  }
}

/** `Type.*` is everything within the type. */
function matches(pattern: string, coordinate: string): boolean {
  return pattern.endsWith('.*') ? coordinate.startsWith(pattern.slice(0, -1)) : pattern === coordinate
}

/** An operation that uses several of the coordinates counts once. */
function groupByOperation(records: readonly UsageRecord[]): readonly ReportedUse[] {
  const groups = new Map<string, Extract<ReportedUse, { kind: 'client' }>>()
  for (const { client, version, operation, count, firstSeen, lastSeen } of records) {
    const key = JSON.stringify([client, version, operation])
    const known = groups.get(key)
    groups.set(key, {
      kind: 'client',
      client,
      version,
      operation,
      count: Math.max(count, known?.count ?? 0),
      firstSeen: known && known.firstSeen < firstSeen ? known.firstSeen : firstSeen,
      lastSeen: known && known.lastSeen > lastSeen ? known.lastSeen : lastSeen,
    })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

function readUsage(schema: GraphQLSchema, trusted: TrustedDocument): readonly DocumentUsage[] {
  const { document, file } = trusted
  if (document === null) return []
  const coordinates = document.definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? listUsedCoordinates(schema, document, node).map(({ coordinate }) => coordinate)
      : [],
  )
  return [{ use: { kind: 'document', file, operation: nameOperation(trusted) }, coordinates }]
}
