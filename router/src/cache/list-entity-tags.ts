import { entityTag } from '@ree-ai/kit/cache/entity-tag'
import { Kind, type SelectionSetNode } from 'graphql'
import type { CacheRules } from './cache-rules.ts'
import { tagsMax } from './cache-store.ts'

type Data = Readonly<Record<string, unknown>>

/**
 * The tags of every entity in a value that says its type and has one of its keys; each once, and no more than one entry may have and
 * one above.
 */
export function listEntityTags(value: unknown, rules: Pick<CacheRules, 'listKeys'>): readonly string[] {
  const tags = new Set<string>()
  const left: unknown[] = [value]
  while (left.length > 0 && tags.size <= tagsMax) {
    const next = left.pop()
    if (Array.isArray(next)) for (const item of next) left.push(item)
    if (!isObject(next)) continue
    const { __typename: typeName } = next
    if (typeof typeName === 'string') {
      for (const selection of rules.listKeys(typeName)) {
        const key = pick(next, selection)
        if (key !== null) tags.add(entityTag(typeName, key))
      }
    }
    for (const inner of Object.values(next)) if (typeof inner === 'object' && inner !== null) left.push(inner)
  }
  return [...tags]
}

/** The fields of a key; null when one is not there. */
function pick(data: Data, { selections }: SelectionSetNode): Record<string, unknown> | null {
  const key: Record<string, unknown> = {}
  for (const node of selections) {
    if (node.kind !== Kind.FIELD) return null
    const { value: name } = node.name
    const value = data[name]
    if (value === undefined || value === null) return null
    const inner = node.selectionSet === undefined ? value : isObject(value) ? pick(value, node.selectionSet) : null
    if (inner === null) return null
    key[name] = inner
  }
  return key
}

function isObject(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
