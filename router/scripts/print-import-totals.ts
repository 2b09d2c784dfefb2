import type { ImportTotals } from './import-file.ts'

/** Says how an import went: the counts, what is odd about the file, what was refused and left out, and where it ended early. */
export function printImportTotals(
  totals: ImportTotals,
  { isDryRun, refusalsShown }: { readonly isDryRun: boolean; readonly refusalsShown: number },
): void {
  const { created, updated, unchanged, skipped, refused, total } = totals
  for (const { line, reason } of totals.notices) console.log(`Note, line ${line}: ${reason}`)
  const would = isDryRun ? 'Nothing was written. An import would have: ' : ''
  console.log(
    `${would}${total} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped, ${refused} refused.`,
  )
  if (total === 0) console.log('The file has no rows.')
  for (const { line, path, reason } of totals.refusals.slice(0, refusalsShown))
    console.log(`  line ${line}, ${path}: ${reason}`)
  const rest = totals.refusals.length - refusalsShown
  if (rest > 0) console.log(`  ... and ${rest} more; --refusals ${totals.refusals.length} shows all.`)
  for (const [reason, lines] of groupByReason(totals.skips))
    console.log(`  ${describeLines(lines)}, skipped: ${reason}`)
  for (const [reason, lines] of groupByReason(totals.warnings))
    console.log(`  ${describeLines(lines)}, imported with a doubt: ${reason}`)
  if (totals.brokenOff !== null)
    console.error(
      `The import ended early, at line ${totals.brokenOff.line}: ${totals.brokenOff.reason}\nWhat stands before is imported. Mend the cause and import the file again: what is there already stays as it is.`,
    )
}

function describeLines(lines: readonly number[]): string {
  return `${lines.length} ${lines.length === 1 ? 'row' : 'rows'} (line ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ', ...' : ''})`
}

function groupByReason(told: ImportTotals['skips']): ReadonlyMap<string, readonly number[]> {
  const groups = new Map<string, number[]>()
  for (const { line, reason } of told) groups.set(reason, [...(groups.get(reason) ?? []), line])
  return groups
}
