import type { Unit } from './unit.ts'

/**
 * Marks what is not to be cut apart as long as it fits into `maxTokens`: a heading or a line in bold from what follows it, a
 * sentence that ends in a colon from what it announces, the rows of a table, the lines of a code block. Holds back no more than
 * about `maxTokens` of units.
 */
export function* glueUnits(text: string, units: Iterable<Unit>, maxTokens: number): Generator<Unit> {
  let open: Unit[] = []
  let tokens = 0
  for (const group of groupBlocks(units, maxTokens)) {
    const added = sumTokens(group)
    const last = open.at(-1)
    const first = group[0]
    const joins = last && first && !first.isSectionStart && announces(text, last) && tokens + added <= maxTokens
    if (!joins) {
      yield* glue(open)
      open = []
      tokens = 0
    }
    open.push(...group)
    tokens += added
  }
  yield* glue(open)
}

/** Whole tables and code blocks that fit, and every other unit alone. */
function* groupBlocks(units: Iterable<Unit>, maxTokens: number): Generator<Unit[]> {
  let open: Unit[] = []
  let tokens = 0
  let isTooLarge = false
  for (const unit of units) {
    const isKept = unit.kind === 'table' || unit.kind === 'code'
    const goesOn = isKept && !unit.isBlockStart
    if (!goesOn) {
      if (open.length > 0) yield open
      open = []
      tokens = 0
      isTooLarge = false
    }
    if (!isKept || isTooLarge) {
      yield [unit]
      continue
    }
    open.push(unit)
    tokens += unit.tokens
    if (tokens <= maxTokens) continue
    for (const part of open) yield [part]
    open = []
    isTooLarge = true
  }
  if (open.length > 0) yield open
}

function announces(text: string, { level, start, end }: Unit): boolean {
  return (
    level > 0 ||
    text
      .slice(Math.max(start, end - 8), end)
      .trimEnd()
      .endsWith(':')
  )
}

function* glue(group: readonly Unit[]): Generator<Unit> {
  for (const [i, unit] of group.entries()) yield i === 0 ? unit : { ...unit, isGlued: true }
}

function sumTokens(units: readonly Unit[]): number {
  return units.reduce((sum, unit) => sum + unit.tokens, 0)
}
