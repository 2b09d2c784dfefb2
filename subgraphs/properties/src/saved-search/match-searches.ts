import type { Job } from '../jobs/job.ts'
import type { Services } from '../services.ts'
import { listStems } from './list-stems.ts'
import type { Candidate, WaitingListing } from './match-store.ts'
import { matchesFilter } from './matches-filter.ts'
import { nextDigestAt } from './next-digest-at.ts'

/** Listings of one transaction: few enough that it is short, also with very many searches. */
const batchSize = 20

type Needed = Pick<Services, 'matches' | 'matchFeed' | 'attributes' | 'nowMs'>

/**
 * Matches the listings that wait against all saved searches, in the transaction that takes them off the queue: after a
 * crash they wait again. Several replicas do it at once, each listing being one's. Returns how many matches there were.
 */
export async function matchWaiting(services: Needed, signal?: AbortSignal): Promise<number> {
  let total = 0
  while (!signal?.aborted && (await services.matches.hasWaiting())) {
    const { taken, added } = await matchBatch(services)
    total += added
    if (added > 0) services.matchFeed.ring()
    // Another replica has what is left.
    if (taken === 0) break
  }
  return total
}

/** Matches waiting listings every second. */
export function createMatchingJob(services: Needed): Job {
  return {
    name: 'match-saved-searches',
    intervalMs: 1_000,
    replicas: 'all',
    async work(signal) {
      await matchWaiting(services, signal)
    },
  }
}

async function matchBatch({ matches, attributes, nowMs }: Needed) {
  const now = nowMs()
  return matches.transact(async (db) => {
    const { taken, listings } = await matches.take(db, batchSize)
    if (listings.length === 0) return { taken, added: 0 }
    const candidates = await matches.findCandidates(db, listings)
    const met = findMatches(listings, candidates)
    const isWorded = met.some(({ terms }) => terms.length > 0)
    const labels = isWorded ? await readLabels(listings) : new Map<string, string>()
    const said = keepSaid(met, labels)
    const added = said.length === 0 ? 0 : await matches.add(db, said, new Date(now), nextDigestAt('INSTANT', now))
    return { taken, added }

    async function readLabels(of: readonly WaitingListing[]): Promise<ReadonlyMap<string, string>> {
      const keys = [...new Set(of.flatMap((listing) => Object.keys(listing.attributes)))]
      const found = (await attributes.findMany(keys, db)).filter(({ status }) => status !== 'REJECTED')
      return new Map(found.map(({ key, labels: names }) => [key, names.en ?? key]))
    }
  })
}

interface Met {
  readonly savedSearchId: string
  readonly terms: readonly string[]
  readonly listing: WaitingListing
}

/** The pairs that meet all conditions; words not looked at yet. */
function findMatches(listings: readonly WaitingListing[], candidates: readonly Candidate[]): Met[] {
  return candidates.flatMap(({ id, conditions, terms, listings: places }) =>
    places.flatMap((place) => {
      const listing = listings[place]
      return listing && matchesFilter(listing, conditions) ? [{ savedSearchId: id, terms, listing }] : []
    }),
  )
}

/** The pairs whose listing has all words. Each listing is read once, and only when some search has words. */
function keepSaid(met: readonly Met[], labels: ReadonlyMap<string, string>): Met[] {
  const stems = new Map<string, ReadonlySet<string>>()
  return met.filter(({ terms, listing }) => {
    if (terms.length === 0) return true
    const said = stems.get(listing.id) ?? listStems(listing, labels)
    stems.set(listing.id, said)
    return terms.every((term) => said.has(term))
  })
}
