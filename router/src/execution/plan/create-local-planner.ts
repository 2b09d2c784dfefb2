import { createPlanOperation } from './plan-operations.mjs'
import type { Planner } from './planner.ts'
import { refusePlan } from './refuse-plan.ts'

/** Plans on the calling thread, which waits meanwhile: for tests and for machines without a core to spare. No deadline. */
export function createLocalPlanner(supergraphSdl: string): Planner {
  const planOperation = createPlanOperation(supergraphSdl)
  return {
    async plan(query, operationName) {
      try {
        return planOperation(query, operationName)
      } catch (error) {
        throw refusePlan(error instanceof Error ? error.message : String(error))
      }
    },
    retire() {},
    async close() {},
  }
}
