import type { Decisions } from '../../context.ts'

/**
 * Requests that have passed `authorize`, by their decisions. The execution runs no operation on a protected supergraph that is
 * not in it: forgetting the policy, or running something beside it, shows nothing instead of everything.
 */
export const authorizedRequests = new WeakSet<Decisions>()
