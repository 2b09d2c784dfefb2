import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { AttributeContent, Attributes } from '../listing/listing.ts'
import type { AttributeDefinition, AttributeValueType } from './attribute.ts'
import { coerceAttribute } from './coerce-attribute.ts'
import { convertUnit } from './convert-unit.ts'
import { defineKey } from './define-key.ts'
import type { GivenAttribute } from './given-attribute.ts'
import { isAttributeKey } from './is-attribute-key.ts'

const numberMax = 1e12
const textLengthMax = 500
const listLengthMax = 100
const kinds = { boolean: 'BOOLEAN', number: 'NUMBER', text: 'TEXT', list: 'LIST', date: 'DATE' } as const
const kindNames = Object.keys(kinds) as (keyof typeof kinds)[]

const kindPhrases: Readonly<Record<AttributeValueType, string>> = {
  BOOLEAN: 'a yes or no (`boolean`)',
  NUMBER: 'a number (`number`)',
  TEXT: 'a text (`text`)',
  LIST: 'a list of texts (`list`)',
  DATE: 'a date (`date`, YYYY-MM-DD)',
}

export interface CheckedAttributes {
  readonly attributes: Attributes
  /** Definitions for keys that nobody has used before. */
  readonly added: readonly AttributeDefinition[]
  /** Keys whose values were put under the known key that they mean. */
  readonly mapped: readonly string[]
  readonly problems: readonly InputProblem[]
}

/**
 * Attributes in their canonical form: a known key's value has the catalogue's kind and its number the catalogue's unit; a
 * key that was mapped to a known one gives that one its value, unless that one is given too; an unknown key is kept and
 * defined as NEW by its first value. Everything wrong is reported together.
 */
export function checkAttributes(
  given: readonly GivenAttribute[],
  definitions: ReadonlyMap<string, AttributeDefinition>,
): CheckedAttributes {
  const attributes: Record<string, AttributeContent> = {}
  const added: AttributeDefinition[] = []
  const mapped: string[] = []
  const problems: InputProblem[] = []
  const named = new Set(given.map(({ key }) => key))
  for (const told of given) {
    const one = followMapping(told, definitions, named)
    if (one !== told) {
      mapped.push(told.key)
      named.add(one.key)
    }
    const result = checkOne(one, definitions.get(one.key))
    problems.push(...result.problems)
    if (Object.hasOwn(attributes, one.key)) problems.push({ path: one.path, reason: `sets ${one.key} a second time.` })
    if (result.problems.length > 0 || result.content === null) continue
    attributes[one.key] = result.content
    if (!definitions.has(one.key)) added.push(defineKey(one.key, result.valueType, one.unit ?? null))
  }
  return { attributes, added, mapped, problems }
}

/** What was given under a mapped key, under the known key that it means. */
function followMapping(
  given: GivenAttribute,
  definitions: ReadonlyMap<string, AttributeDefinition>,
  named: ReadonlySet<string>,
): GivenAttribute {
  const { mappedTo } = definitions.get(given.key) ?? {}
  const target = typeof mappedTo === 'string' && !named.has(mappedTo) ? definitions.get(mappedTo) : undefined
  return target === undefined ? given : coerceAttribute({ ...given, key: target.key }, target)
}

interface Checked {
  readonly content: AttributeContent | null
  readonly valueType: AttributeValueType
  readonly problems: readonly InputProblem[]
}

function checkOne(given: GivenAttribute, definition: AttributeDefinition | undefined): Checked {
  const { path, key } = given
  const refuse = (reason: string, at = path): Checked => ({
    content: null,
    valueType: 'TEXT',
    problems: [{ path: at, reason }],
  })
  if (!isAttributeKey(key)) return refuse('must be letters and digits in camelCase, at most 60.', `${path}.key`)
  const named = kindNames.filter((name) => given[name] !== null && given[name] !== undefined)
  const [name] = named
  if (name === undefined || named.length > 1)
    return refuse('must have exactly one value: boolean, number, text, list or date.')
  const valueType = kinds[name]
  if (definition?.status === 'KNOWN' && definition.valueType !== valueType)
    return refuse(
      `${key} takes ${kindPhrases[definition.valueType]}${definition.unit === null ? '' : ` in ${definition.unit}`}, not ${kindPhrases[valueType]}.`,
    )
  const content = withoutMinusZero(given[name] as AttributeContent)
  const problems = checkContent(content, name, path)
  if (problems.length > 0) return { content: null, valueType, problems }
  if (typeof content !== 'number' || !given.unit || !definition) return { content, valueType, problems }
  const converted = definition.unit === null ? null : convertUnit(content, given.unit, definition.unit)
  if (converted !== null) return { content: withoutMinusZero(converted), valueType, problems }
  const expected = definition.unit === null ? 'has no unit' : `is in ${definition.unit}`
  return refuse(`${key} ${expected}; "${given.unit.slice(0, 20)}" cannot be converted.`, `${path}.unit`)
}

/** JSON, which values are kept and compared as, has no minus zero. */
function withoutMinusZero(content: AttributeContent): AttributeContent {
  return content === 0 ? 0 : content
}

function checkContent(content: AttributeContent, name: keyof typeof kinds, path: string): InputProblem[] {
  if (typeof content === 'number')
    return Number.isFinite(content) && Math.abs(content) <= numberMax
      ? []
      : [{ path: `${path}.number`, reason: 'must be between minus and plus 1,000 billion.' }]
  if (name === 'date')
    return isIsoDate(content) ? [] : [{ path: `${path}.date`, reason: 'must be a date as YYYY-MM-DD.' }]
  if (typeof content === 'string')
    return content.trim() === ''
      ? [{ path: `${path}.text`, reason: 'must not be empty.' }]
      : validateText(content, textLengthMax, `${path}.text`)
  if (typeof content === 'boolean') return []
  if (content.length > listLengthMax)
    return [{ path: `${path}.list`, reason: `has ${content.length} texts; at most ${listLengthMax} are allowed.` }]
  return content.flatMap((text, index) => validateText(text, textLengthMax, `${path}.list.${index}`))
}
