import { tagsMax } from './cache-store.ts'

const tagLengthMax = 1_000

/** The tags in a subgraph's `extensions`; null when they are no list of texts, too many or too long. */
export function readTags(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return []
  const isList = Array.isArray(value) && value.length <= tagsMax
  return isList && value.every((tag) => typeof tag === 'string' && tag.length <= tagLengthMax) ? value : null
}
