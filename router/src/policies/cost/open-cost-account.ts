import type { Decisions } from '../../context.ts'
import type { Bucket } from '../../store/budgets.ts'
import { findWaitMs } from '../../store/find-wait-ms.ts'
import type { CostFormula } from './compile-cost.ts'
import type { CostAccount } from './cost-account.ts'
import type { CostBudget } from './cost-budget.ts'
import type { Variables } from './cost-program.ts'
import { createThrottledError } from './create-throttled-error.ts'
import { describeBucket } from './describe-bucket.ts'
import { isOutcomeUnknown } from './is-outcome-unknown.ts'

/** What was taken from one bucket before. */
export interface Reserved {
  readonly key: string
  readonly bucket: Bucket
  readonly reserved: number
}

/**
 * The account of an operation that may run. What it settles to:
 * - the actual cost, once it has run, be it less than the estimate or more;
 * - the whole estimate, when nobody knows what was done: a subgraph was asked and did not answer in time, the client left
 *   meanwhile, or a null rose to the root. Otherwise leaving early would be a way to have work done for nothing;
 * - the whole estimate for a subscription that has begun; its events are charged one by one;
 * - nothing, when it was refused after all or could not be planned.
 *
 * Each bucket in `reserved` settles alike, the client's first, which is the one that is shown; for services there is none.
 */
export function openCostAccount(
  decisions: Decisions,
  operation: { readonly formula: CostFormula; readonly variables: Variables; readonly estimated: number },
  budget: CostBudget | null,
  reserved: readonly Reserved[],
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
      const actual = decisions.cost?.actual
      const spent = typeof actual === 'number' ? actual : decisions.events === null ? 0 : estimated
      const available = await Promise.all(
        reserved.map(({ key, bucket, reserved }) => budget.budgets.settle(key, reserved - spent, bucket)),
      )
      const [client] = reserved
      if (client === undefined) return
      const refund = client.reserved - spent
      if (refund !== 0) budget.onChange?.(refund > 0 ? 'refunded' : 'overdrawn', Math.abs(refund))
      decisions.cost = { ...decisions.cost, throttleStatus: describeBucket(client.bucket, available[0] ?? 0) }
    },
    async chargeEvent({ cost }) {
      if (budget === null || typeof cost?.actual !== 'number' || cost.actual === 0) return
      const spent = cost.actual
      const left = await Promise.all(
        reserved.map(async ({ key, bucket }) => ({
          bucket,
          available: await budget.budgets.settle(key, -spent, bucket),
        })),
      )
      if (left.length > 0) budget.onChange?.('overdrawn', spent)
      const overdrawn = left.find(({ bucket, available }) => available < -bucket.maximum)
      if (overdrawn === undefined) return
      const { bucket, available } = overdrawn
      const waitMs = findWaitMs(estimated, available, bucket)
      throw createThrottledError('Events have cost more than the budget holds. Wait, then subscribe again.', cost, {
        bucket,
        available,
        waitMs,
      })
    },
  }
}
