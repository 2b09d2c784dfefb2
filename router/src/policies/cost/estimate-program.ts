import type { FieldProgram, SetProgram, Variables } from './cost-program.ts'
import type { SizedFields } from './parse-sized-fields.ts'
import { isLeftOut } from './read-conditions.ts'

export interface CostEstimate {
  /** Never negative; at most Number.MAX_SAFE_INTEGER. */
  readonly cost: number
  /** Each field used against its `requireOneSlicingArgument`, told for people. */
  readonly problems: readonly string[]
}

/** A size that a field tells about lists below it. */
interface Sized {
  readonly fields: SizedFields
  readonly size: number
}

const noSizes: readonly Sized[] = []

/** The most that selections cost with these variables; each fragment is worked out once for the sizes it stands under. */
export function estimateProgram(program: SetProgram, variables: Variables, listSizeDefault: number): CostEstimate {
  const problems = new Set<string>()
  const known = new Map<string, number>()

  function estimateSet(set: SetProgram, sizes: readonly Sized[]): number {
    let sum = 0
    for (const field of set.fields) if (!isLeftOut(field.conditions, variables)) sum += estimateField(field, sizes)
    for (const { conditions, set: inner } of set.fragments)
      if (!isLeftOut(conditions, variables)) sum += estimateOnce(inner, sizes)
    return bound(sum)
  }

  function estimateOnce(set: SetProgram, sizes: readonly Sized[]): number {
    const key = `${set.id} ${sizes.map(({ fields, size }) => `${fields.key}=${size}`).join()}`
    let cost = known.get(key)
    if (cost === undefined) {
      cost = estimateSet(set, sizes)
      known.set(key, cost)
    }
    return cost
  }

  function estimateField(field: FieldProgram, sizes: readonly Sized[]): number {
    const { list } = field
    const told = sizes.flatMap(({ fields, size }) => {
      const found = fields.find(field.name)
      return found === undefined ? [] : [{ isSized: found.isSized, fields: found.below, size }]
    })
    const own = list?.read(variables) ?? null
    if (list !== null && own?.isSliced === false)
      problems.add(`${field.coordinate} takes exactly one of the arguments ${list.slicingArguments.join(', ')}.`)
    const below: Sized[] = told.filter(({ fields }) => fields.key !== '')
    if (list !== null && own !== null && own.size !== null && list.sizedFields.key !== '')
      below.push({ fields: list.sizedFields, size: own.size })
    const above = told.flatMap(({ isSized, size }) => (isSized ? [size] : []))
    const size = above.length > 0 ? Math.max(...above) : (own?.size ?? listSizeDefault)
    const instances = field.listDepth === 0 ? 1 : bound(size * listSizeDefault ** (field.listDepth - 1))
    const selections = field.set === null ? 0 : estimateSet(field.set, below.length > 0 ? below : noSizes)
    // A negative weight may make a field cheaper, never its parents.
    return Math.max(0, bound(field.weighUse(variables) + instances * (field.instance + selections)))
  }

  return { cost: estimateSet(program, noSizes), problems: [...problems] }
}

/** Never infinite: that times zero would be no number. */
function bound(cost: number): number {
  return Math.min(cost, Number.MAX_SAFE_INTEGER)
}
