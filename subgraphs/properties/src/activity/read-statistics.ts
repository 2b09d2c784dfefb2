import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Context } from '../context.ts'
import type { Listing } from '../listing/listing.ts'
import { type DayRange, listDays } from './read-days.ts'

/** What people did with a listing, and on each day. */
export async function readStatistics({ id }: Pick<Listing, 'id'>, range: DayRange, context: Pick<Context, 'activity'>) {
  const found = new Map((await context.activity.load({ propertyId: id, ...range })).map((day) => [day.day, day]))
  const days = listDays(range).map((day) => {
    const { views = 0, favorites = 0, inquiries = 0 } = found.get(day) ?? {}
    return { day, views, favorites, inquiries }
  })
  const sum = (kind: 'views' | 'favorites' | 'inquiries') => days.reduce((total, day) => total + day[kind], 0)
  return { ...range, views: sum('views'), favorites: sum('favorites'), inquiries: sum('inquiries'), days }
}

/** Whether the viewer may know what people do with a listing: its owner and reviewers. */
export function canReadStatistics(viewer: Viewer | null, { ownerId }: Pick<Listing, 'ownerId'>): boolean {
  return viewer?.id === ownerId || hasScope(viewer, 'properties:review')
}
