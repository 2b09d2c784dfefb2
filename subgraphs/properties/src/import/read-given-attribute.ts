import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'
import type { GivenAttribute } from '../attribute/given-attribute.ts'

/** A value of a file as an attribute, its kind told by its shape; a text that is a date is one. */
export function readGivenAttribute(key: string, value: unknown): GivenAttribute {
  const base = { path: `attributes.${key}`, key }
  if (typeof value === 'boolean') return { ...base, boolean: value }
  if (typeof value === 'number') return { ...base, number: value }
  if (Array.isArray(value)) return { ...base, list: value.map((item) => String(item).trim()) }
  const text = String(value).trim()
  return isIsoDate(text) ? { ...base, date: text } : { ...base, text }
}
