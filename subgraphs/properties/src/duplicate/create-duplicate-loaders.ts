import type { Viewer } from '@ree-ai/kit/identity/viewer'
import DataLoader from 'dataloader'
import type { Listing } from '../listing/listing.ts'
import type { Services } from '../services.ts'
import type { Candidate } from './find-candidates.ts'
import type { Duplicate } from './match-candidates.ts'
import { createOffer } from './offer.ts'

/** What one request reads of duplicates by key. */
export interface DuplicateLoaders {
  /** What may be the same property as a listing, of what the viewer may see; all listings of a request in one statement. */
  readonly duplicates: DataLoader<Listing, readonly Duplicate<Candidate>[], string>
}

export function createDuplicateLoaders(
  { duplicates }: Pick<Services, 'duplicates'>,
  viewer: Viewer | null,
): DuplicateLoaders {
  return {
    duplicates: new DataLoader(
      (listings) =>
        duplicates.find(
          listings.map((listing) => createOffer(listing, listing)),
          viewer,
        ),
      { cacheKeyFn: ({ id, version }) => `${id}:${version}` },
    ),
  }
}
