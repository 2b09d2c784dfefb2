/** Characters that one value may have while a row is read: more than every field takes, markup and all. */
export const textMax = 50_000
/** The same for a list: fifty pictures with their captions, and something over. */
export const listMax = 200_000
/** Characters that the values of one row may have together, each counted as often as a rule reads or makes it. */
const rowMax = 500_000
/** The same for a whole batch, of which the longest row is read before others get their turn. */
const batchMax = 10_000_000
/** What a rule costs beside its value. */
const ruleCost = 20
const depthMax = 8

/** Why a value cannot be used, or null. */
export type Reason = string | null

/** How much a row may still be worked on. Everything done with a value is linear in it, so characters stand for time. */
export interface RowWork {
  /** Asked before a step is done on a value of `characters`: null to go on, or why not. */
  readonly spend: (characters: number) => Reason
  /** Whether a limit of the row or the batch was met: the rest of the row need not be read. */
  readonly isOver: () => boolean
}

/** The limits of a batch: each call begins a row. */
export function createBatchWork(): () => RowWork {
  let batchSpent = 0
  return () => {
    let spent = 0
    return {
      spend(characters) {
        spent += characters + ruleCost
        batchSpent += characters + ruleCost
        if (spent > rowMax)
          return `makes the row's values longer than ${rowMax.toLocaleString('en')} characters together.`
        if (batchSpent <= batchMax) return null
        return 'is more work than one batch may be; send fewer rows at a time.'
      },
      isOver: () => spent > rowMax || batchSpent > batchMax,
    }
  }
}

const measured = new WeakMap<object, number>()

/** The characters of a value, a list's with those of all that is in it; Infinity when it is nested too deeply to be read. */
export function measureValue(value: unknown): number {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 1
  // Many rules may look at one list.
  const known = measured.get(value)
  if (known !== undefined) return known
  const total = measureList(value)
  measured.set(value, total)
  return total
}

function measureList(value: object): number {
  let total = 0
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return Number.POSITIVE_INFINITY
    const below: unknown[] = []
    for (const one of level) {
      if (typeof one === 'object' && one !== null) {
        if (!Array.isArray(one)) for (const key in one) total += key.length
        for (const inside of Object.values(one)) below.push(inside)
      }
      total += typeof one === 'string' ? one.length + 1 : 1
    }
    level = below
  }
  return total
}

/** Why a value is too long to be read, or null. */
export function checkLength(characters: number, max: number): Reason {
  if (characters === Number.POSITIVE_INFINITY) return `is a list nested deeper than ${depthMax} levels.`
  return characters > max ? `is longer than ${max.toLocaleString('en')} characters.` : null
}
