import DataLoader from 'dataloader'
import type { Services } from '../services.ts'
import type { DayRange } from './read-days.ts'
import type { ActivityDay } from './statistics-store.ts'

/** A listing and the days to count. */
export type DaysKey = DayRange & { readonly propertyId: string }

/** What one request reads of activity by key. */
export interface ActivityLoaders {
  /** Days on which something happened, oldest first; all listings of a request in one statement. */
  readonly activity: DataLoader<DaysKey, readonly ActivityDay[], string>
}

export function createActivityLoaders({ statistics }: Pick<Services, 'statistics'>): ActivityLoaders {
  return {
    activity: new DataLoader(
      async (keys) => {
        const first = keys.map(({ from }) => from).reduce((a, b) => (a < b ? a : b))
        const last = keys.map(({ to }) => to).reduce((a, b) => (a > b ? a : b))
        const ids = [...new Set(keys.map(({ propertyId }) => propertyId))]
        const byListing = new Map<string, ActivityDay[]>(ids.map((id) => [id, []]))
        for (const day of await statistics.findDays(ids, first, last)) byListing.get(day.propertyId)?.push(day)
        return keys.map(({ propertyId, from, to }) =>
          (byListing.get(propertyId) ?? []).filter(({ day }) => day >= from && day <= to),
        )
      },
      { cacheKeyFn: ({ propertyId, from, to }) => `${propertyId}:${from}:${to}` },
    ),
  }
}
