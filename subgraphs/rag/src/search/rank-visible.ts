import { dropListings } from '../listing/drop-listings.ts'
import type { Services } from '../services.ts'
import type { ListingSearch, RankedListings } from './listing-search-store.ts'

/**
 * Ranks listings and leaves out those that are not public any more, which the index drops as well: nothing of them is quoted or
 * counted. What comes after takes their places; only then properties is asked a second time.
 */
export async function rankVisible(
  services: Pick<Services, 'client' | 'listings' | 'findHidden' | 'logger'>,
  search: ListingSearch,
): Promise<RankedListings> {
  const ranked = await services.listings.rank(search)
  const hidden = await services.findHidden(ranked.listings.map(({ propertyId }) => propertyId))
  if (hidden.size === 0) return ranked
  await drop(services, ranked, hidden)

  const again = await services.listings.rank(search)
  const asked = new Set(ranked.listings.map(({ propertyId }) => propertyId))
  const moved = again.listings.flatMap(({ propertyId }) => (asked.has(propertyId) ? [] : [propertyId]))
  const hiddenToo = await services.findHidden(moved)
  await drop(services, again, hiddenToo)
  const listings = again.listings.filter(({ propertyId }) => !hidden.has(propertyId) && !hiddenToo.has(propertyId))
  return { listings, totalCount: again.totalCount - (again.listings.length - listings.length) }
}

async function drop(
  { client, logger }: Pick<Services, 'client' | 'logger'>,
  { listings }: RankedListings,
  hidden: ReadonlySet<string>,
): Promise<void> {
  const gone = listings.filter(({ propertyId }) => hidden.has(propertyId))
  if (gone.length === 0) return
  await dropListings(client, gone).catch((error: unknown) => {
    // They are left out all the same, and go with the change log.
    logger.warn({ err: error }, 'listings that are not public any more could not be dropped')
  })
}
