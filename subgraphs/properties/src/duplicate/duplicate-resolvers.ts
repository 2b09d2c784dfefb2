import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Listing } from '../listing/listing.ts'
import { validateDraft } from '../listing/validate-draft.ts'
import { canSee } from '../listing/visibility.ts'
import type { Services } from '../services.ts'
import { judgeText } from '../spam/judge-text.ts'
import type { PossibleDuplicate } from './possible-duplicate.ts'

const firstMax = 20

/** What owners and reviewers are told of a listing's doubts, and the dry run of a new one. */
export function createDuplicateResolvers(services: Services): Resolvers {
  return {
    Property: {
      async possibleDuplicates(listing, { first }, context) {
        if (!isToldTo(context.viewer, listing)) return null
        const count = first ?? 5
        if (count < 1 || count > firstMax)
          throw createInputError([{ path: 'first', reason: `must be from 1 to ${firstMax}.` }])
        const found = (await context.duplicates.load(listing)).slice(0, count)
        const others = await Promise.all(found.map(({ other }) => context.listings.load(other.id)))
        return found.flatMap(({ isExact, similarity }, index): PossibleDuplicate[] => {
          const property = others[index]
          return property && canSee(context.viewer, property) ? [{ property, isExact, similarity }] : []
        })
      },
      reviewReasons(listing, _arguments, { viewer }) {
        if (!isToldTo(viewer, listing)) return null
        return judgeText(listing).signs.map(({ path, reason }) => ({ layer: 'SPAM', path, reason, propertyId: null }))
      },
    },
    Query: {
      validateProperty: (_root, { input }, context) => validateDraft(services, input, context),
    },
  }
}

function isToldTo(viewer: Viewer | null, { ownerId }: Listing): boolean {
  return viewer?.id === ownerId || hasScope(viewer, 'properties:review')
}
