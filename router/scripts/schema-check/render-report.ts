import type { ReportedChange, ReportedUse, SchemaReport, Verdict } from './report.ts'

const colours = { breaking: 31, dangerous: 33, safe: 32, inUse: 31, unknown: 31, notInUse: 32, approved: 32 } as const
const usesShown = 5
const verdicts: Readonly<Record<Verdict, string>> = {
  inUse: 'in use',
  unknown: 'perhaps in use: no records tell',
  notInUse: 'not in use',
  approved: 'approved',
}

/** The report as aligned text of several lines; `isColoured` adds terminal colours. */
export function renderReport(report: SchemaReport, isColoured: boolean): string {
  const paint = (text: string, colour: keyof typeof colours) =>
    isColoured ? `\u001b[${colours[colour]}m${text}\u001b[39m` : text
  const lines = [`Compared with ${report.against}.`]
  if (!report.arePoliciesCompared) lines.push('Policies were not compared: there is no published supergraph with it.')
  if (report.compositionError !== null)
    return [...lines, '', paint(report.compositionError, 'breaking'), '', 'The check fails.', ''].join('\n')

  const width = Math.min(60, Math.max(0, ...report.changes.map(({ coordinate }) => coordinate.length)))
  if (report.changes.length > 0) lines.push('')
  for (const change of report.changes) {
    lines.push(`${paint(change.level.padEnd(9), change.level)}  ${change.coordinate.padEnd(width)}  ${change.message}`)
    if (change.verdict !== null)
      lines.push(
        ...listUses(change, paint(verdicts[change.verdict], change.verdict)).map((line) => indent(width, line)),
      )
  }
  const { invalid, checkedCount } = report.documents
  if (invalid.length > 0) lines.push('', 'Trusted documents that the new contract refuses:')
  for (const { file, line, column, message } of invalid)
    lines.push(`  ${paint(`${file}:${line}:${column}`, 'breaking')}  ${message}`)
  if (report.staleApprovals.length > 0)
    lines.push('', `Approvals that nothing needs any more: ${report.staleApprovals.join(', ')}`)
  const faulty = report.usage?.faultyCount ?? 0
  if (faulty > 0) lines.push('', `${faulty} lines of field usage are no records and were left out.`)
  lines.push(
    '',
    summarize(report, checkedCount),
    report.isPassed ? paint('The check passes.', 'safe') : paint('The check fails.', 'breaking'),
  )
  return `${lines.join('\n')}\n`
}

function indent(width: number, line: string): string {
  return `${' '.repeat(11 + width + 2)}${line}`
}

function listUses({ uses, approval }: ReportedChange, verdict: string): readonly string[] {
  const rest = uses.length - usesShown
  return [
    approval === null ? verdict : `${verdict}: ${approval}`,
    ...uses.slice(0, usesShown).map(describeUse),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
  ]
}

function describeUse(use: ReportedUse): string {
  if (use.kind === 'document') return `  trusted document ${use.file}`
  const times = use.count === 1 ? 'once' : `${use.count} times`
  return `  ${use.client} ${use.version}: ${use.operation}, ${times}, last seen ${use.lastSeen.slice(0, 10)}`
}

function summarize({ changes, usage, documents }: SchemaReport, checkedCount: number): string {
  const count = (level: ReportedChange['level']) => changes.filter((change) => change.level === level).length
  const breaking = changes.filter(({ level }) => level === 'breaking')
  const passing = breaking.filter(({ verdict }) => verdict === 'approved' || verdict === 'notInUse').length
  const parts = [
    `${breaking.length} breaking${passing > 0 ? ` (${passing} not in use or approved)` : ''}`,
    `${count('dangerous')} dangerous`,
    `${count('safe')} safe`,
  ]
  const refused = new Set(documents.invalid.map(({ file }) => file)).size
  const trusted = `${checkedCount} trusted documents, ${refused} refused`
  const records = usage === null ? 'no usage records' : `${usage.recordCount} usage records of ${usage.days} days`
  return `${parts.join(', ')}; ${trusted}; ${records}.`
}
