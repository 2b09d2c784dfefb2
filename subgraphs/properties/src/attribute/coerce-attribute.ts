import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'
import type { AttributeDefinition } from './attribute.ts'
import type { GivenAttribute } from './given-attribute.ts'

/**
 * A value out of a file, where everything may be text, as the kind that a known key takes: "true" for a yes, "3" for a
 * number, one text for a list. What does not read as that kind stays as it is and is refused by checkAttributes.
 */
export function coerceAttribute(given: GivenAttribute, definition: AttributeDefinition | undefined): GivenAttribute {
  if (definition?.status !== 'KNOWN') return given
  const { path, key, unit } = given
  const base = { path, key, unit }
  const text = given.text ?? given.date ?? (typeof given.number === 'number' ? String(given.number) : null)
  if (text === null) return given
  if (definition.valueType === 'BOOLEAN') {
    if (['true', 'yes', '1'].includes(text.toLowerCase())) return { ...base, boolean: true }
    if (['false', 'no', '0'].includes(text.toLowerCase())) return { ...base, boolean: false }
  }
  if (definition.valueType === 'NUMBER' && /^-?\d{1,15}(\.\d{1,10})?$/.test(text))
    return { ...base, number: Number(text) }
  if (definition.valueType === 'LIST') return { ...base, list: text.split(/[,;|]/).map((item) => item.trim()) }
  if (definition.valueType === 'DATE' && isIsoDate(text)) return { ...base, date: text }
  return definition.valueType === 'TEXT' ? { ...base, text } : given
}
