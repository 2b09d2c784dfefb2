import { createHash } from 'node:crypto'
import type { InputProblem, ProblemLayer } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { createPace } from '@ree-ai/kit/turns/create-pace'
import type { AttributeDefinition } from '../attribute/attribute.ts'
import { checkAttributes } from '../attribute/check-attributes.ts'
import { coerceAttribute } from '../attribute/coerce-attribute.ts'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import { checkPublishable } from '../listing/check-publishable.ts'
import { inLayer } from '../listing/in-layer.ts'
import type { ListingContent, StandardStatus } from '../listing/listing.ts'
import { validateListing } from '../listing/validate-listing.ts'
import { judgeText } from '../spam/judge-text.ts'
import { applyMapping, type MappedRow } from './apply-mapping.ts'
import { buildListing } from './build-listing.ts'
import type { Mapping } from './mapping.ts'
import { createBatchWork } from './row-work.ts'

const attributesMax = 200
/** Of one row, the problems that are told; someone who sends nonsense gets the idea sooner. */
const problemsMax = 20

/** A row of the file. */
export interface SourceRow {
  readonly line: number
  readonly values: Readonly<Record<string, unknown>>
}

/** A row that can be stored. */
export interface PreparedRow {
  readonly line: number
  readonly sourceKey: string
  readonly content: ListingContent
  readonly standardStatus: StandardStatus
  /** `YYYY-MM-DD`, or a moment. */
  readonly listedAt: string | null
  /** Of everything that the row says: an equal one changes nothing. */
  readonly hash: string
  /** Why its text looks like spam, so that it waits for a reviewer instead of being published; null when it does not. */
  readonly suspicion: string | null
}

export interface Refusal extends InputProblem {
  readonly line: number
}

/** What is doubtful about a row that was imported. */
export interface Warning extends Refusal {
  readonly layer: ProblemLayer
  readonly propertyId: string | null
}

/** A row left out on purpose. */
export interface Skip {
  readonly line: number
  readonly reason: string
}

/** What a batch comes to, before anything is written. */
export interface PreparedBatch {
  readonly rows: readonly PreparedRow[]
  readonly added: readonly AttributeDefinition[]
  readonly skips: readonly Skip[]
  readonly refused: number
  readonly refusals: readonly Refusal[]
}

/**
 * Reads, checks and hashes the rows of a batch. A row with any problem is refused whole, with all its problems. Work for the
 * processor: others get their turn between rows.
 */
export async function prepareRows(
  rows: readonly SourceRow[],
  mapping: Mapping,
  deps: {
    readonly findDefinitions: (keys: readonly string[]) => Promise<readonly AttributeDefinition[]>
    readonly nowMs: number
  },
): Promise<PreparedBatch> {
  const pace = createPace()
  const beginRow = createBatchWork()
  const mapped: { readonly line: number; readonly row: MappedRow }[] = []
  for (const { line, values } of rows) {
    mapped.push({ line, row: applyMapping(mapping, values, beginRow()) })
    await pace()
  }
  const keys = new Set(mapped.flatMap(({ row }) => row.attributes.slice(0, attributesMax).map(({ key }) => key)))
  const definitions = new Map((await deps.findDefinitions([...keys])).map((one) => [one.key, one]))
  const prepared = new Map<string, PreparedRow>()
  const added: AttributeDefinition[] = []
  const refusals: Refusal[] = []
  const skips: Skip[] = []
  let refused = 0
  for (const { line, row } of mapped) {
    await pace()
    if (row.skipped !== null) {
      skips.push({ line, reason: row.skipped })
      continue
    }
    const result = prepareRow(line, row, definitions, deps.nowMs)
    const twin = result.row && prepared.get(result.row.sourceKey)
    const problems = twin
      ? [{ path: 'key', reason: `"${twin.sourceKey}" is also the key of line ${twin.line}.` }]
      : result.problems
    if (result.row === null || problems.length > 0) {
      refused += 1
      refusals.push(...problems.slice(0, problemsMax).map((problem) => ({ line, ...problem })))
      continue
    }
    prepared.set(result.row.sourceKey, result.row)
    for (const definition of result.added) {
      definitions.set(definition.key, definition)
      added.push(definition)
    }
  }
  return { rows: [...prepared.values()], added, skips, refused, refusals }
}

function prepareRow(
  line: number,
  row: MappedRow,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  nowMs: number,
): {
  readonly row: PreparedRow | null
  readonly added: readonly AttributeDefinition[]
  readonly problems: readonly InputProblem[]
} {
  const built = buildListing(row)
  const readable = row.attributes.slice(0, attributesMax)
  const given: GivenAttribute[] = readable.map((one) => coerceAttribute(one, definitions.get(one.key)))
  const checked = checkAttributes(given, definitions)
  const told = [...row.problems, ...built.problems]
  const known = new Set(told.map(({ path }) => path))
  const judgement = judgeText(built.content)
  const judged = [
    ...validateListing(built.content, nowMs, judgement),
    ...(built.standardStatus === 'ACTIVE' ? checkPublishable(built.content) : []),
  ]
  const problems = [
    ...checkKey(row.sourceKey),
    ...inLayer('FORMAT', told),
    ...judged.filter(({ path }) => !known.has(path)),
    ...inLayer('FORMAT', checked.problems),
  ]
  if (row.attributes.length > attributesMax)
    problems.push({
      layer: 'FORMAT',
      path: 'attributes',
      reason: `has ${row.attributes.length} entries; at most ${attributesMax} are allowed.`,
    })
  if (problems.length > 0 || row.sourceKey === null) return { row: null, added: [], problems }
  const attributes = Object.fromEntries(Object.entries(checked.attributes).sort(([a], [b]) => (a < b ? -1 : 1)))
  const said = {
    content: { ...built.content, attributes },
    standardStatus: built.standardStatus,
    listedAt: built.listedAt,
  }
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  const suspicion = judgement.isHeld ? judgement.signs.map(({ path, reason }) => `${path} ${reason}`).join(' ') : null
  return { row: { line, sourceKey: row.sourceKey, ...said, hash, suspicion }, added: checked.added, problems: [] }
}

function checkKey(sourceKey: string | null): InputProblem[] {
  if (sourceKey === null) return [{ layer: 'PRESENCE', path: 'key', reason: 'is required and has no value.' }]
  return inLayer('FORMAT', validateText(sourceKey, 300, 'key'))
}
