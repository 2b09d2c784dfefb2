import { lowerTexts } from './lower-texts.ts'
import type { Condition } from './mapping.ts'
import { parseNumber } from './parse-number.ts'
import type { Columns } from './read-columns.ts'
import { measureValue } from './row-work.ts'

/** Longer than every text that a condition can name, in whatever case. */
const comparedMax = 2_000

/** Whether a row meets every condition. A column that is not a number meets no comparison. */
export function meets(columns: Columns, conditions: readonly Condition[] | undefined): boolean {
  return (conditions ?? []).every((condition) => {
    const value = columns.get(condition.column)
    if (condition.isMissing !== undefined && condition.isMissing !== (value === null)) return false
    const isNamed = (texts: readonly string[]) =>
      measureValue(value) <= comparedMax && lowerTexts(texts).has(String(value ?? '').toLowerCase())
    if (condition.in && !isNamed(condition.in)) return false
    if (condition.notIn && isNamed(condition.notIn)) return false
    if (condition.lt === undefined && condition.gte === undefined) return true
    const number = typeof value === 'number' ? value : typeof value === 'string' ? parseNumber(value) : null
    if (number === null) return false
    return number < (condition.lt ?? Number.POSITIVE_INFINITY) && number >= (condition.gte ?? Number.NEGATIVE_INFINITY)
  })
}
