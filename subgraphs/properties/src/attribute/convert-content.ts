import type { AttributeContent } from '../listing/listing.ts'
import type { AttributeDefinition } from './attribute.ts'
import { checkAttributes } from './check-attributes.ts'
import { coerceAttribute } from './coerce-attribute.ts'
import type { GivenAttribute } from './given-attribute.ts'

/** A stored value in the kind and unit of a known key; null when it cannot become that. `unit` is the one it is in. */
export function convertContent(
  content: AttributeContent,
  unit: string | null,
  target: AttributeDefinition,
): AttributeContent | null {
  const given = coerceAttribute(readContent(content, unit, target.key), target)
  const { attributes, problems } = checkAttributes([given], new Map([[target.key, target]]))
  return problems.length > 0 ? null : (attributes[target.key] ?? null)
}

function readContent(content: AttributeContent, unit: string | null, key: string): GivenAttribute {
  const base = { path: key, key }
  if (typeof content === 'boolean') return { ...base, boolean: content }
  if (typeof content === 'number') return { ...base, number: content, unit }
  return typeof content === 'string' ? { ...base, text: content } : { ...base, list: content }
}
