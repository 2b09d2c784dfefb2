import type { Decisions } from '../../context.ts'
import { findWaitMs } from '../../store/find-wait-ms.ts'
import type { CostFormula } from './compile-cost.ts'
import type { CostAccount } from './cost-account.ts'
import type { CostBudget } from './cost-budget.ts'
import type { Variables } from './cost-program.ts'
import { createThrottledError } from './create-throttled-error.ts'
import { describeBucket } from './describe-bucket.ts'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'

/**
 * The account of an operation that may run. What it settles to:
 * - the actual cost, once it has run, be it less than the estimate or more;
 * - the whole estimate, when nobody knows what was done: a subgraph was asked and did not answer in time, the client left
 *   meanwhile, or a null rose to the root. Otherwise leaving early would be a way to have work done for nothing;
 * - the whole estimate for a subscription that has begun; its events are charged one by one;
 * - nothing, when it was refused after all or could not be planned.
 */
export function openCostAccount(
  decisions: Decisions,
  operation: { readonly formula: CostFormula; readonly variables: Variables; readonly estimated: number },
  budget: (CostBudget & { readonly key: string; readonly reserved: number }) | null,
): CostAccount {
  const { formula, variables, estimated } = operation
  let isSettled = false
  return {
    note(noted, data, errors) {
      const counted = data === null ? 0 : formula.count(data, variables)
      const isKnown = data !== null && !errors.some(isOutcomeUnknown)
      noted.cost = { ...noted.cost, actual: isKnown ? counted : Math.max(counted, estimated) }
    },
    async settle() {
      if (isSettled || budget === null) return
      isSettled = true
      const { budgets, bucket, key, reserved, onChange } = budget
      const actual = decisions.cost?.actual
      const spent = typeof actual === 'number' ? actual : decisions.events === null ? 0 : estimated
      const refund = reserved - spent
      const available = await budgets.settle(key, refund, bucket)
      if (refund !== 0) onChange?.(refund > 0 ? 'refunded' : 'overdrawn', Math.abs(refund))
      decisions.cost = { ...decisions.cost, throttleStatus: describeBucket(bucket, available) }
    },
    async chargeEvent({ cost }) {
      if (budget === null || typeof cost?.actual !== 'number' || cost.actual === 0) return
      const { budgets, bucket, key, onChange } = budget
      const available = await budgets.settle(key, -cost.actual, bucket)
      onChange?.('overdrawn', cost.actual)
      if (available >= -bucket.maximum) return
      const waitMs = findWaitMs(estimated, available, bucket)
      throw createThrottledError('Events have cost more than the budget holds. Wait, then subscribe again.', cost, {
        bucket,
        available,
        waitMs,
      })
    },
  }
}
