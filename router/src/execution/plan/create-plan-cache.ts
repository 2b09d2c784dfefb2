import { LRUCache } from 'lru-cache'

/** Plans by key, bounded in bytes, each made once however many ask for it at the same time. */
export interface PlanCache<Plan> {
  /** The plan of `key`; `make` makes it when it is not there, and tells its size in bytes. A failure is not kept. */
  readonly get: (key: string, make: () => Promise<{ readonly plan: Plan; readonly bytes: number }>) => Promise<Plan>
  readonly bytes: () => number
}

export function createPlanCache<Plan extends object>(options: {
  readonly bytesMax: number
  /** Hears of each lookup: found, made, or waited for while another request had it made. */
  readonly onLookup?: (outcome: 'hit' | 'miss' | 'shared') => void
}): PlanCache<Plan> {
  const plans = new LRUCache<string, Plan>({ maxSize: options.bytesMax })
  const underWay = new Map<string, Promise<Plan>>()

  return {
    bytes: () => plans.calculatedSize,
    get(key, make) {
      const known = plans.get(key)
      if (known !== undefined) {
        options.onLookup?.('hit')
        return Promise.resolve(known)
      }
      const waiting = underWay.get(key)
      if (waiting !== undefined) {
        options.onLookup?.('shared')
        return waiting
      }
      options.onLookup?.('miss')
      const making = make()
        .then(({ plan, bytes }) => {
          plans.set(key, plan, { size: Math.max(1, bytes) })
          return plan
        })
        .finally(() => underWay.delete(key))
      underWay.set(key, making)
      return making
    },
  }
}
