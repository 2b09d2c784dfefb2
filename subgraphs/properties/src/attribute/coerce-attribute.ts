import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'
import { readYesNo } from '../read-yes-no.ts'
import type { AttributeDefinition } from './attribute.ts'
import type { GivenAttribute } from './given-attribute.ts'

/**
 * A value out of a file or of another key, where everything may be text, as the kind that a known key takes: "true" for a
 * yes, "3" for a number, one text for a list. What does not read as that kind stays as it is and is refused by
 * checkAttributes.
 */
export function coerceAttribute(given: GivenAttribute, definition: AttributeDefinition | undefined): GivenAttribute {
  if (definition?.status !== 'KNOWN') return given
  const { path, key, unit } = given
  const base = { path, key, unit }
  // A list of one is the one.
  const single = given.list?.length === 1 ? given.list[0] : null
  const text = given.text ?? given.date ?? (typeof given.number === 'number' ? String(given.number) : single)
  if (typeof text !== 'string' || (single !== null && definition.valueType === 'LIST')) return given
  if (definition.valueType === 'BOOLEAN') {
    const answer = readYesNo(text)
    if (answer !== null) return { ...base, boolean: answer }
  }
  if (definition.valueType === 'NUMBER' && /^-?\d{1,15}(\.\d{1,10})?$/.test(text))
    return { ...base, number: Number(text) }
  if (definition.valueType === 'LIST') return { ...base, list: text.split(/[,;|]/).map((item) => item.trim()) }
  if (definition.valueType === 'DATE' && isIsoDate(text)) return { ...base, date: text }
  return definition.valueType === 'TEXT' ? { ...base, text } : given
}
