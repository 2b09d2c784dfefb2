import type { Condition } from './mapping.ts'
import { parseNumber } from './parse-number.ts'
import type { Columns } from './read-columns.ts'

/** Whether a row meets every condition. A column that is not a number meets no comparison. */
export function meets(columns: Columns, conditions: readonly Condition[] | undefined): boolean {
  return (conditions ?? []).every((condition) => {
    const value = columns.get(condition.column)
    const text = String(value ?? '').toLowerCase()
    const matches = (texts: readonly string[]) => texts.some((one) => one.toLowerCase() === text)
    if (condition.isMissing !== undefined && condition.isMissing !== (value === null)) return false
    if (condition.in && !matches(condition.in)) return false
    if (condition.notIn && matches(condition.notIn)) return false
    if (condition.lt === undefined && condition.gte === undefined) return true
    const number = typeof value === 'number' ? value : parseNumber(text)
    if (number === null) return false
    return number < (condition.lt ?? Number.POSITIVE_INFINITY) && number >= (condition.gte ?? Number.NEGATIVE_INFINITY)
  })
}
