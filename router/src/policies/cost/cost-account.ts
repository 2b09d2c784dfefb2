import type { GraphQLError } from 'graphql'

/** What one operation costs, from its estimate on; for `policies/apply-policies.ts` and the execution. */
export interface CostAccount {
  /**
   * Notes the answer, as the document that ran has it, in `decisions.cost.actual`. `data` is null when a null rose to the root.
   * `decisions` are the operation's, or those of one event of a subscription.
   */
  readonly note: (
    decisions: { cost: Readonly<Record<string, unknown>> | null },
    data: object | null,
    errors: readonly GraphQLError[],
  ) => void
  /** Corrects the reservation to what the operation did cost, and shows the bucket in `decisions.cost`. Call it before answering; once. */
  readonly settle: () => Promise<void>
  /**
   * Takes what one event of a subscription has cost. Rejects with THROTTLED when the client owes more than its bucket holds: the
   * subscription ends.
   */
  readonly chargeEvent: (decisions: { readonly cost: Readonly<Record<string, unknown>> | null }) => Promise<void>
}
