import type { ReportedChange, ReportedUse, Verdict } from './report.ts'
import type { SchemaChange } from './schema-change.ts'

/**
 * The verdict on one change. A breaking change passes when it was approved, or when usage records were given, they can tell, and nobody
 * in them nor any trusted document uses what it touches.
 */
export function judgeChange(
  change: SchemaChange,
  deps: {
    readonly hasRecords: boolean
    readonly approvals: ReadonlyMap<string, string>
    readonly findUses: (change: SchemaChange) => readonly ReportedUse[]
  },
): ReportedChange {
  const { level, coordinate, message } = change
  if (level !== 'breaking') return { level, coordinate, message, verdict: null, approval: null, uses: [] }
  const uses = deps.findUses(change)
  const approval = deps.approvals.get(coordinate) ?? null
  const isKnown = deps.hasRecords && change.affects !== null
  const verdict: Verdict = approval !== null ? 'approved' : uses.length > 0 ? 'inUse' : isKnown ? 'notInUse' : 'unknown'
  return { level, coordinate, message, verdict, approval, uses: [...uses] }
}
