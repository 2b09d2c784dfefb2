import type { Decisions } from '../../context.ts'

/** Of subscriptions that `@policy` decides about: whether it still decides the same. */
export const accessChecks = new WeakMap<Decisions, () => Promise<boolean>>()
