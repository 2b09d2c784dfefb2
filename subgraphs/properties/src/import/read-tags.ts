import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { readList } from './convert-value.ts'
import type { RuleScope } from './evaluate-rule.ts'
import type { Tags } from './mapping.ts'
import { checkLength, listMax, measureValue } from './row-work.ts'

const otherMax = 100

type TagValue = string | number | boolean | readonly string[]

/**
 * Attributes from lists of tags, such as amenities. A tag sets what the mapping says of it, texts of several tags join
 * into one list, and tags it does not know are kept in the `other` attribute. A tag that is missing says nothing.
 */
export function readTags(
  all: readonly Tags[],
  { columns, work }: RuleScope,
): { readonly values: ReadonlyMap<string, TagValue>; readonly problems: readonly InputProblem[] } {
  const values = new Map<string, TagValue>()
  const problems: InputProblem[] = []
  for (const tags of all) {
    const given = columns.get(tags.column)
    if (given === null) continue
    const length = measureValue(given)
    const reason = checkLength(length, listMax) ?? work.spend(length)
    if (reason !== null) {
      problems.push({ path: tags.column, reason })
      continue
    }
    const items = Array.isArray(given) ? given : readList(String(given), tags.separator ?? ',')
    const itemsReason = items === null ? 'is not a JSON list.' : checkLength(measureValue(items), listMax)
    if (items === null || itemsReason !== null) {
      problems.push({ path: tags.column, reason: itemsReason ?? 'is not a JSON list.' })
      continue
    }
    const known = new Map(Object.entries(tags.map).map(([name, sets]) => [name.toLowerCase(), sets]))
    for (const item of new Set(items.map((one) => String(one).trim()))) {
      const sets = known.get(item.toLowerCase())
      if (sets !== undefined) for (const [key, value] of Object.entries(sets)) add(key, value)
      else if (item !== '' && tags.other !== undefined) add(tags.other, [item.slice(0, 200)])
    }
  }
  return { values, problems }

  function add(key: string, value: TagValue): void {
    const before = values.get(key)
    if (typeof value !== 'object' || typeof before !== 'object') values.set(key, value)
    else if (before.length < otherMax) values.set(key, [...new Set([...before, ...value])])
  }
}
