import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import type { Converted } from './convert-value.ts'
import { evaluateRule, type RuleScope } from './evaluate-rule.ts'
import { type ImportField, importFields, type Mapping } from './mapping.ts'
import { meets } from './meets.ts'
import { type Columns, readColumns } from './read-columns.ts'
import { readGivenAttribute } from './read-given-attribute.ts'
import { readJsonObject } from './read-json-object.ts'
import { readTags } from './read-tags.ts'
import { checkLength, listMax, measureValue, type RowWork, textMax } from './row-work.ts'

/** What a mapping makes of a row, its kinds and presence still unchecked. */
export interface MappedRow {
  /** The reason why the mapping leaves the row out; null when it does not. */
  readonly skipped: string | null
  readonly sourceKey: string | null
  readonly fields: Readonly<Partial<Record<ImportField, Converted>>>
  readonly attributes: readonly GivenAttribute[]
  readonly problems: readonly InputProblem[]
}

/**
 * Reads one row by a mapping. Never throws: whatever cannot be read is a problem with its path. When the row's work is over
 * that is a problem too, and the rest is not read.
 */
export function applyMapping(mapping: Mapping, values: Readonly<Record<string, unknown>>, work: RowWork): MappedRow {
  const columns = readColumns(values)
  const scope: RuleScope = { columns, work }
  const skip = mapping.skip?.find(({ when }) => meets(columns, when))
  if (skip !== undefined) return { skipped: skip.reason, sourceKey: null, fields: {}, attributes: [], problems: [] }

  const problems: InputProblem[] = columns.doubled.map((name) => ({
    path: name,
    reason: 'is there more than once, with different values.',
  }))
  // The end of the work comes first: of a row's problems only so many are told.
  const refuse = (path: string, reason: string) =>
    work.isOver() ? problems.unshift({ path, reason }) : problems.push({ path, reason })
  const fields: Partial<Record<ImportField, Converted>> = {}
  for (const [name, rule] of Object.entries(mapping.fields)) {
    if (work.isOver()) break
    const field = name as ImportField
    const unit = field === 'livingArea' || field === 'lotSizeArea' ? 'm2' : null
    const outcome = evaluateRule(rule, scope, importFields[field], unit)
    if ('reason' in outcome) refuse(field, outcome.reason)
    else if (outcome.value !== null) fields[field] = outcome.value
    else if (rule.required) problems.push({ path: field, reason: 'is required and has no value.' })
  }

  const attributes = new Map<string, GivenAttribute>()
  if (mapping.attributesFrom !== undefined) {
    const open = readOpenAttributes(scope, mapping.attributesFrom)
    problems.push(...open.problems)
    for (const [key, value] of open.entries) attributes.set(key, readGivenAttribute(key, value))
  }
  for (const [key, rule] of Object.entries(mapping.attributes ?? {})) {
    if (work.isOver()) break
    const path = `attributes.${key}`
    const outcome = evaluateRule(rule, scope, 'text', null)
    if ('reason' in outcome) refuse(path, outcome.reason)
    else if (outcome.value !== null)
      attributes.set(key, { ...readGivenAttribute(key, outcome.value), unit: rule.unit ?? null })
    else if (rule.required) problems.push({ path, reason: 'is required and has no value.' })
  }
  const tagged = readTags(mapping.tags ?? [], scope)
  problems.push(...tagged.problems)
  // What a column says outright counts more than a tag.
  for (const [key, value] of tagged.values)
    if (!attributes.has(key)) attributes.set(key, readGivenAttribute(key, value))

  const key = readKey(mapping.key, columns)
  if (key.reason !== null) problems.push({ path: 'key', reason: key.reason })
  return {
    skipped: null,
    sourceKey: key.value,
    fields,
    attributes: [...attributes.values()],
    problems,
  }
}

/** What an object, columns of its name, or a JSON object in one column says of attributes. */
function readOpenAttributes({ columns, work }: RuleScope, name: string) {
  const refuse = (reason: string) => ({ entries: [], problems: [{ path: name, reason }] })
  const below = columns.below(`${name}.`)
  const whole = columns.get(name)
  const belowLength = below.reduce((total, [, value]) => total + measureValue(value), 0)
  const length = belowLength + (whole === null ? 0 : measureValue(whole))
  const reason = checkLength(length, listMax) ?? work.spend(length)
  if (reason !== null) return refuse(reason)
  if (whole === null) return { entries: below, problems: [] }
  const object = typeof whole === 'string' ? readJsonObject(whole) : null
  if (object === null) return { entries: below, problems: [{ path: name, reason: 'is not a JSON object.' }] }
  const objectReason = checkLength(measureValue(object), listMax)
  if (objectReason !== null) return refuse(objectReason)
  const inside = readColumns(object)
  const problems = inside.doubled.map((key) => ({ path: `${name}.${key}`, reason: 'is there more than once.' }))
  return { entries: [...inside.below(''), ...below], problems }
}

/** The row's own key: the first column that has a value, or several together, where some may be empty. */
function readKey(
  key: Mapping['key'],
  columns: Columns,
): { readonly value: string | null; readonly reason: string | null } {
  const isParts = typeof key === 'object' && 'parts' in key
  const all = (isParts ? key.parts : [key].flat()).map((name) => columns.get(name))
  const found = all.filter((value) => value !== null)
  if (found.length === 0) return { value: null, reason: null }
  const used = isParts ? all : found.slice(0, 1)
  const length = used.reduce<number>((total, value) => total + (value === null ? 0 : measureValue(value)), 0)
  const reason = checkLength(length, textMax)
  return reason === null
    ? { value: used.map((value) => (value === null ? '' : String(value))).join('|'), reason }
    : { value: null, reason }
}
