import { createError } from '@ree-ai/kit/errors/create-error'
import { estimateCost } from './cost/estimate-cost.ts'
import type { OperationPolicy } from './policy.ts'

export interface LimitCostOptions {
  /**
   * The estimate an operation may have; 5,000 by default. That is a page of 100 with three joins, of which one is a list;
   * a page of 100 whose items each compute a list of their own is above it.
   */
  readonly costMax?: number
  /** `enforce` (default) refuses what is above; `measure` only reports. */
  readonly mode?: 'measure' | 'enforce'
  /** Items of a list without `@listSize`; 10 by default. */
  readonly listSizeDefault?: number
}

/** `context.decisions.cost` and so `extensions.cost`. Costs have no unit: an object is 1. */
export type OperationCost = {
  readonly estimated: number
  /** Null until the operation has run. */
  readonly actual: number | null
  readonly maximum: number
  readonly strategy: 'static_estimated'
}

/**
 * Demand control: estimates what an operation may cost (`estimateCost`), notes it in `context.decisions.cost`, and refuses
 * with COST_ESTIMATED_TOO_EXPENSIVE what is above the maximum; `extensions.cost` of the error tells both. A list used against its
 * `requireOneSlicingArgument` is refused with GRAPHQL_VALIDATION_FAILED. Place it after the policies that remove fields:
 * what is not run costs nothing.
 */
export function limitCost(options: LimitCostOptions = {}): OperationPolicy {
  const { costMax: maximum = 5_000, mode = 'enforce', listSizeDefault = 10 } = options
  return {
    name: 'limit-cost',
    apply(request) {
      const { cost: estimated, problems } = estimateCost(request, listSizeDefault)
      const cost: OperationCost = { estimated, actual: null, maximum, strategy: 'static_estimated' }
      request.context.decisions.cost = cost
      if (mode === 'measure') return request.document
      if (problems.length > 0) throw createError('GRAPHQL_VALIDATION_FAILED', problems.join(' '))
      if (estimated <= maximum) return request.document
      const message = `The operation may cost ${estimated}; at most ${maximum} is allowed. Ask for fewer items or fields.`
      throw createError('COST_ESTIMATED_TOO_EXPENSIVE', message, { cost: { estimated, maximum } })
    },
  }
}
