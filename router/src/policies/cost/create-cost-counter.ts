import type { FieldProgram, SetProgram, Variables } from './cost-program.ts'
import { isLeftOut } from './read-conditions.ts'

/** What may stand under each response key, with one set of values of the conditions. */
interface CountedShape {
  readonly find: (responseKey: string) => CountedField | undefined
}

interface CountedField {
  readonly programs: readonly FieldProgram[]
  readonly getInner: () => CountedShape
}

interface Weights {
  readonly use: number
  readonly instance: number
  readonly absence: number
}

/** Of conditions' values as many combinations are kept. */
const shapesMax = 32

/**
 * Counts what an operation did cost: the estimate's formula with the items that came as instances. What is null has no
 * instance, but its `@cost`; what is not in the data, for it was removed before planning, costs nothing. Where
 * fields of several types share a response key, the dearest counts. Linear in the data.
 *
 * At most the estimate as long as no list is longer than its size and no weight is negative.
 */
export function createCostCounter(program: SetProgram): (data: object, variables: Variables) => number {
  const conditions = [...listConditions(program)].sort()
  const shapes = new Map<string, CountedShape>()

  function findShape(variables: Variables): CountedShape {
    const key = conditions.map((name) => String(variables[name])).join()
    const known = shapes.get(key)
    if (known !== undefined) return known
    const shape = createShapes(variables)([program])
    if (shapes.size < shapesMax) shapes.set(key, shape)
    return shape
  }

  return (data, variables) => {
    const weights = new Map<CountedField, Weights>()

    function weigh(field: CountedField): Weights {
      let weighed = weights.get(field)
      if (weighed === undefined) {
        const most = (read: (program: FieldProgram) => number) => Math.max(...field.programs.map(read))
        weighed = {
          use: most(({ weighUse }) => weighUse(variables)),
          instance: most(({ instance }) => instance),
          absence: most(({ absence }) => absence),
        }
        weights.set(field, weighed)
      }
      return weighed
    }

    function countObject(object: object, shape: CountedShape): number {
      let sum = 0
      for (const [key, value] of Object.entries(object)) {
        const field = shape.find(key)
        if (field === undefined) continue
        const weighed = weigh(field)
        sum += Math.max(0, weighed.use + countValue(value, field, weighed))
      }
      return sum
    }

    function countValue(value: unknown, field: CountedField, weighed: Weights): number {
      if (value === null || value === undefined) return weighed.absence
      if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countValue(item, field, weighed), 0)
      const isObject = typeof value === 'object' && field.programs.some(({ set }) => set !== null)
      return weighed.instance + (isObject ? countObject(value, field.getInner()) : 0)
    }

    return Math.min(countObject(data, findShape(variables)), Number.MAX_SAFE_INTEGER)
  }
}

/** Shapes by the sets they are of, so that a fragment under many keys is one. */
function createShapes(variables: Variables): (sets: readonly SetProgram[]) => CountedShape {
  const known = new Map<string, CountedShape>()

  function create(sets: readonly SetProgram[]): CountedShape {
    const unique = [...new Set(sets)]
    const key = unique.map(({ id }) => id).join()
    const present = known.get(key)
    if (present !== undefined) return present
    const programs = new Map<string, FieldProgram[]>()
    const collected = new Set<SetProgram>()
    for (const set of unique) collect(set, programs, collected)
    const fields = new Map(
      [...programs].map(([responseKey, its]) => {
        let inner: CountedShape | undefined
        const getInner = () => {
          inner ??= create(its.flatMap(({ set }) => (set === null ? [] : [set])))
          return inner
        }
        return [responseKey, { programs: its, getInner }] as const
      }),
    )
    const shape: CountedShape = { find: (responseKey) => fields.get(responseKey) }
    known.set(key, shape)
    return shape
  }

  function collect(set: SetProgram, programs: Map<string, FieldProgram[]>, collected: Set<SetProgram>): void {
    if (collected.has(set)) return
    collected.add(set)
    for (const field of set.fields) {
      if (isLeftOut(field.conditions, variables)) continue
      const its = programs.get(field.responseKey)
      if (its === undefined) programs.set(field.responseKey, [field])
      else its.push(field)
    }
    for (const fragment of set.fragments)
      if (!isLeftOut(fragment.conditions, variables)) collect(fragment.set, programs, collected)
  }

  return create
}

function listConditions(program: SetProgram): ReadonlySet<string> {
  const names = new Set<string>()
  const seen = new Set<SetProgram>()
  const visit = (set: SetProgram) => {
    if (seen.has(set)) return
    seen.add(set)
    for (const part of [...set.fields, ...set.fragments]) {
      for (const { variable } of part.conditions) names.add(variable)
      if (part.set !== null) visit(part.set)
    }
  }
  visit(program)
  return names
}
