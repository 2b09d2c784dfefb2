import type { Planner } from '../execution/plan/planner.ts'

/** Makes planners, and tries one out before its supergraph goes live. */
export interface PlannerPreparation {
  /** Rejects with what is wrong when the planner cannot read a supergraph or plan the least operation on it. */
  readonly check: (supergraphSdl: string) => Promise<void>
  /** A planner of a supergraph: the one that was tried out, where it was that one. */
  readonly createPlanner: (supergraphSdl: string) => Planner
}

/**
 * Checks supergraphs with the planner that will plan on them: it reads the whole supergraph and validates it, on its own thread,
 * and would have to begin anyway. `@apollo/gateway` leaves that check out in production.
 */
export function preparePlanner(createPlanner: (supergraphSdl: string) => Planner): PlannerPreparation {
  let prepared: { readonly supergraphSdl: string; readonly planner: Planner } | null = null

  return {
    async check(supergraphSdl) {
      const planner = createPlanner(supergraphSdl)
      try {
        await planner.plan('{ __typename }', undefined)
      } catch (error) {
        await planner.close()
        const reason = error instanceof Error ? error.message : String(error)
        throw new Error(`The supergraph is not valid: ${reason}`, { cause: error })
      }
      await prepared?.planner.close()
      prepared = { supergraphSdl, planner }
    },
    createPlanner(supergraphSdl) {
      if (prepared?.supergraphSdl !== supergraphSdl) return createPlanner(supergraphSdl)
      const { planner } = prepared
      prepared = null
      return planner
    },
  }
}
