import { isDeepStrictEqual } from 'node:util'
import type { Attributes } from '../listing/listing.ts'
import type { AttributeDefinition } from './attribute.ts'
import { convertContent } from './convert-content.ts'

/** What a review does to one listing. */
export interface MovedAttributes {
  /** The attributes from now on; null when they stay as they are. */
  readonly after: Attributes | null
  /** Whether a value that should move has to stay where it is. */
  readonly isKept: boolean
  /** Whether followers of the change log are to be told though nothing is written. */
  readonly isAnnounced: boolean
}

/**
 * The attributes of a listing after a review of `key`: its value under `toKey`, in that key's kind and unit. A value that
 * cannot be converted stays, and so does one beside another value of the known key: nothing is lost.
 */
export function moveAttribute(
  attributes: Attributes,
  move: { readonly key: string; readonly toKey: string | null; readonly fromUnit: string | null },
  definitions: ReadonlyMap<string, AttributeDefinition>,
): MovedAttributes {
  const { key, toKey, fromUnit } = move
  const content = attributes[key]
  if (content === undefined || toKey === null) return { after: null, isKept: false, isAnnounced: content !== undefined }
  const target = definitions.get(toKey)
  const converted = target === undefined ? null : convertContent(content, fromUnit, target)
  if (converted === null) return { after: null, isKept: true, isAnnounced: true }
  if (toKey === key)
    return isDeepStrictEqual(converted, content)
      ? { after: null, isKept: false, isAnnounced: true }
      : { after: { ...attributes, [key]: converted }, isKept: false, isAnnounced: true }
  const there = attributes[toKey]
  if (there !== undefined && !isDeepStrictEqual(there, converted))
    return { after: null, isKept: true, isAnnounced: true }
  const { [key]: _moved, ...others } = attributes
  return { after: { ...others, [toKey]: converted }, isKept: false, isAnnounced: true }
}
