import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import type { Converted } from './convert-value.ts'
import { evaluateRule } from './evaluate-rule.ts'
import { type ImportField, importFields, type Mapping } from './mapping.ts'
import { meets } from './meets.ts'
import { type Columns, readColumns } from './read-columns.ts'
import { readGivenAttribute } from './read-given-attribute.ts'
import { readTags } from './read-tags.ts'

/** What a mapping makes of a row, its kinds and presence still unchecked. */
export interface MappedRow {
  /** The reason why the mapping leaves the row out; null when it does not. */
  readonly skipped: string | null
  readonly sourceKey: string | null
  readonly fields: Readonly<Partial<Record<ImportField, Converted>>>
  readonly attributes: readonly GivenAttribute[]
  readonly problems: readonly InputProblem[]
}

/** Reads one row by a mapping. Never throws: whatever cannot be read is a problem with its path. */
export function applyMapping(mapping: Mapping, values: Readonly<Record<string, unknown>>): MappedRow {
  const columns = readColumns(values)
  const skip = mapping.skip?.find(({ when }) => meets(columns, when))
  if (skip !== undefined) return { skipped: skip.reason, sourceKey: null, fields: {}, attributes: [], problems: [] }

  const problems: InputProblem[] = []
  const fields: Partial<Record<ImportField, Converted>> = {}
  for (const [name, rule] of Object.entries(mapping.fields)) {
    const field = name as ImportField
    const unit = field === 'livingArea' || field === 'lotSizeArea' ? 'm2' : null
    const outcome = evaluateRule(rule, columns, importFields[field], unit)
    if ('reason' in outcome) problems.push({ path: field, reason: outcome.reason })
    else if (outcome.value !== null) fields[field] = outcome.value
    else if (rule.required) problems.push({ path: field, reason: 'is required and has no value.' })
  }

  const attributes = new Map<string, GivenAttribute>()
  const prefix = `${mapping.attributesFrom ?? 'attributes'}.`
  if (mapping.attributesFrom !== undefined)
    for (const [key, value] of columns.below(prefix)) attributes.set(key, readGivenAttribute(key, value))
  for (const [key, rule] of Object.entries(mapping.attributes ?? {})) {
    const path = `attributes.${key}`
    const outcome = evaluateRule(rule, columns, 'text', null)
    if ('reason' in outcome) problems.push({ path, reason: outcome.reason })
    else if (outcome.value !== null)
      attributes.set(key, { ...readGivenAttribute(key, outcome.value), unit: rule.unit ?? null })
    else if (rule.required) problems.push({ path, reason: 'is required and has no value.' })
  }
  const tagged = readTags(mapping.tags ?? [], columns)
  problems.push(...tagged.problems)
  // What a column says outright counts more than a tag.
  for (const [key, value] of tagged.values)
    if (!attributes.has(key)) attributes.set(key, readGivenAttribute(key, value))

  return {
    skipped: null,
    sourceKey: readKey(mapping.key, columns),
    fields,
    attributes: [...attributes.values()],
    problems,
  }
}

/** The row's own key: the first column that has a value, or several together, where some may be empty. */
function readKey(key: Mapping['key'], columns: Columns): string | null {
  if (typeof key === 'object' && 'parts' in key) {
    const parts = key.parts.map((name) => columns.get(name))
    return parts.some((part) => part !== null) ? parts.map((part) => part ?? '').join('|') : null
  }
  const value = [key]
    .flat()
    .map((name) => columns.get(name))
    .find((one) => one !== null)
  return value === undefined ? null : String(value)
}
