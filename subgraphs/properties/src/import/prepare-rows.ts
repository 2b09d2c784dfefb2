import { createHash } from 'node:crypto'
import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { AttributeDefinition } from '../attribute/attribute.ts'
import { checkAttributes } from '../attribute/check-attributes.ts'
import { coerceAttribute } from '../attribute/coerce-attribute.ts'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import { checkPublishable } from '../listing/check-publishable.ts'
import type { ListingContent, StandardStatus } from '../listing/listing.ts'
import { validateListing } from '../listing/validate-listing.ts'
import { applyMapping, type MappedRow } from './apply-mapping.ts'
import { buildListing } from './build-listing.ts'
import type { Mapping } from './mapping.ts'

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
  /** `YYYY-MM-DD`. */
  readonly listedAt: string | null
  /** Of everything that the row says: an equal one changes nothing. */
  readonly hash: string
}

export interface Refusal extends InputProblem {
  readonly line: number
}

/** What a batch comes to, before anything is written. */
export interface PreparedBatch {
  readonly rows: readonly PreparedRow[]
  readonly added: readonly AttributeDefinition[]
  readonly skipped: number
  readonly refused: number
  readonly refusals: readonly Refusal[]
}

/** Reads, checks and hashes the rows of a batch. A row with any problem is refused whole, with all its problems. */
export async function prepareRows(
  rows: readonly SourceRow[],
  mapping: Mapping,
  deps: {
    readonly findDefinitions: (keys: readonly string[]) => Promise<readonly AttributeDefinition[]>
    readonly nowMs: number
  },
): Promise<PreparedBatch> {
  const mapped = rows.map(({ line, values }) => ({ line, row: applyMapping(mapping, values) }))
  const keys = new Set(mapped.flatMap(({ row }) => row.attributes.map(({ key }) => key)))
  const definitions = new Map((await deps.findDefinitions([...keys])).map((one) => [one.key, one]))
  const prepared = new Map<string, PreparedRow>()
  const added: AttributeDefinition[] = []
  const refusals: Refusal[] = []
  let skipped = 0
  let refused = 0
  for (const { line, row } of mapped) {
    if (row.skipped !== null) {
      skipped += 1
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
  return { rows: [...prepared.values()], added, skipped, refused, refusals }
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
  const given: GivenAttribute[] = row.attributes.map((one) => coerceAttribute(one, definitions.get(one.key)))
  const checked = checkAttributes(given, definitions)
  const told = [...row.problems, ...built.problems]
  const known = new Set(told.map(({ path }) => path))
  const judged = [
    ...validateListing(built.content, nowMs),
    ...(built.standardStatus === 'ACTIVE' ? checkPublishable(built.content) : []),
  ]
  const problems = [
    ...checkKey(row.sourceKey),
    ...told,
    ...judged.filter(({ path }) => !known.has(path)),
    ...checked.problems,
  ]
  if (given.length > attributesMax)
    problems.push({ path: 'attributes', reason: `has ${given.length} entries; at most ${attributesMax} are allowed.` })
  if (problems.length > 0 || row.sourceKey === null) return { row: null, added: [], problems }
  const attributes = Object.fromEntries(Object.entries(checked.attributes).sort(([a], [b]) => (a < b ? -1 : 1)))
  const said = {
    content: { ...built.content, attributes },
    standardStatus: built.standardStatus,
    listedAt: built.listedAt,
  }
  const hash = createHash('sha256').update(JSON.stringify(said)).digest('hex')
  return { row: { line, sourceKey: row.sourceKey, ...said, hash }, added: checked.added, problems: [] }
}

function checkKey(sourceKey: string | null): InputProblem[] {
  if (sourceKey === null) return [{ path: 'key', reason: 'is required and has no value.' }]
  return validateText(sourceKey, 300, 'key')
}
