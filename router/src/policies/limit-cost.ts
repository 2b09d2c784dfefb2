import { createError } from '@ree-ai/kit/errors/create-error'
import type { RouterContext } from '../context.ts'
import type { CostBudget } from './cost/cost-budget.ts'
import { createCostFormulas } from './cost/create-cost-formulas.ts'
import { createThrottledError } from './cost/create-throttled-error.ts'
import { openCostAccount, type Reserved } from './cost/open-cost-account.ts'
import type { OperationCost } from './cost/operation-cost.ts'
import { listPayers, namePayer } from './list-payers.ts'
import type { OperationPolicy } from './policy.ts'

export interface LimitCostOptions {
  /**
   * The estimate an operation may have; 5,000 by default. That is a page of 100 with three joins, of which one is a list;
   * a page of 100 whose items each compute a list of their own is above it.
   */
  readonly costMax?: number
  /** The estimate an operation of a service may have; 50,000 by default. */
  readonly serviceCostMax?: number
  /** `enforce` (default) refuses what is above; `measure` only reports. */
  readonly mode?: 'measure' | 'enforce'
  /** Items of a list without `@listSize`; 10 by default. */
  readonly listSizeDefault?: number
  /** What each client may use in time; without one there is no budget. */
  readonly budget?: CostBudget
  /** How many times that all signed-in viewers of one network may use together; 0, the default, for as much as they are. */
  readonly networkFactor?: number
}

/** What costs nothing takes nothing. */
const notAsked = { isGranted: true, available: 0, waitMs: 0 }

/**
 * Demand control: estimates what an operation may cost (`compileCost`), notes it in `context.decisions.cost`, and refuses
 * with COST_ESTIMATED_TOO_EXPENSIVE what is above the maximum; `extensions.cost` of the error tells both. A list used against its
 * `requireOneSlicingArgument` is refused with GRAPHQL_VALIDATION_FAILED. Place it after the policies that remove fields:
 * what is not run costs nothing.
 *
 * With a budget the estimate is then taken out of the client's bucket, the viewer's or else the network's, in one atomic step; what
 * is above the maximum does not touch it. A bucket that holds less refuses with THROTTLED (429, `Retry-After`). `decisions.costAccount`
 * settles to what the operation did cost. Each operation of a batch reserves by itself; one that costs nothing is not asked for. With a
 * `networkFactor` a signed-in viewer's network pays too (`listPayers`).
 *
 * Services have a maximum of their own and no budget: they follow pages and fill caches for everybody. `measure` takes from
 * the bucket what it holds and refuses nothing.
 */
export function limitCost(options: LimitCostOptions = {}): OperationPolicy {
  const { costMax = 5_000, serviceCostMax = 50_000, mode = 'enforce', listSizeDefault = 10 } = options
  const { budget = null, networkFactor = 0 } = options
  // What the bucket cannot hold could wait for ever.
  const clientCostMax = budget === null ? costMax : Math.min(costMax, budget.bucket.maximum)
  const findFormula = createCostFormulas(listSizeDefault)

  async function reserve(
    context: RouterContext,
    { budgets, bucket: clientBucket, onChange }: CostBudget,
    cost: OperationCost,
  ): Promise<readonly Reserved[]> {
    const { estimated, maximum } = cost
    const taken: Reserved[] = []
    for (const payer of listPayers(context, networkFactor)) {
      const key = `cost:${payer.key}`
      const bucket = {
        maximum: clientBucket.maximum * payer.factor,
        restorePerSecond: clientBucket.restorePerSecond * payer.factor,
      }
      // Zero is more than a bucket holds that owes something.
      const { isGranted, available, waitMs } =
        estimated === 0 ? notAsked : await budgets.reserve(key, estimated, bucket)
      if (isGranted || mode === 'measure') {
        taken.push({ key, bucket, reserved: isGranted ? estimated : 0 })
        continue
      }
      for (const { key, bucket, reserved } of taken) await budgets.settle(key, reserved, bucket)
      const message = `The operation may cost ${estimated}, and the budget holds ${Math.max(0, Math.floor(available))}${namePayer(payer)}. Wait, then try again.`
      const refusal = createThrottledError(message, { estimated, maximum }, { bucket, available, waitMs })
      const { throttleStatus } = refusal.extensions.cost as OperationCost
      context.decisions.cost = { ...cost, throttleStatus }
      throw refusal
    }
    const [{ reserved } = { reserved: 0 }] = taken
    if (reserved > 0) onChange?.('reserved', reserved)
    return taken
  }

  return {
    name: 'limit-cost',
    async apply(request) {
      const { context, variables } = request
      const isService = context.viewer?.role === 'SERVICE'
      const maximum = isService ? serviceCostMax : clientCostMax
      const formula = findFormula(request)
      const { cost: estimated, problems } = formula.estimate(variables)
      const cost: OperationCost = { estimated, actual: null, maximum, strategy: 'static_estimated' }
      context.decisions.cost = cost
      if (mode === 'enforce') {
        if (problems.length > 0) throw createError('GRAPHQL_VALIDATION_FAILED', problems.join(' '))
        if (estimated > maximum) {
          const message = `The operation may cost ${estimated}; at most ${maximum} is allowed. Ask for fewer items or fields.`
          throw createError('COST_ESTIMATED_TOO_EXPENSIVE', message, { cost: { estimated, maximum } })
        }
      }
      const reserved = budget === null || isService ? [] : await reserve(context, budget, cost)
      context.decisions.costAccount = openCostAccount(
        context.decisions,
        { formula, variables, estimated },
        budget,
        reserved,
      )
      return request.document
    },
  }
}
