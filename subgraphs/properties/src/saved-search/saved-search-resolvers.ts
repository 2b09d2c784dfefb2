import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { canSee } from '../listing/visibility.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { followMatches } from './follow-matches.ts'
import { mergeConditions } from './merge-conditions.ts'
import { saveSearch } from './save-search.ts'

const matchesMax = 50

/** Searches that are kept, and what matched them. */
export function createSavedSearchResolvers(services: Services): Resolvers {
  const { savedSearches, unsubscriptions, nowMs } = services
  return {
    SavedSearch: {
      filter: ({ filter }) => ({ ...filter }),
      isUnderstood: ({ query, understanding }) => query === null || understanding !== null,
      understood: ({ filter, understanding }) => [...mergeConditions(filter, understanding).facts],
      remainder: ({ understanding }) => understanding?.remainder ?? '',
      matchCount: ({ id }, _arguments, context) => context.matchCounts.load(id),
      async matches({ id }, { first }, context) {
        const limit = first ?? 10
        if (limit < 1 || limit > matchesMax)
          throw createInputError([{ path: 'first', reason: `must be from 1 to ${matchesMax}.` }])
        return [...(await context.searchMatches.load({ savedSearchId: id, limit }))]
      },
    },
    SavedSearchMatch: {
      id: ({ id }) => String(id),
      async savedSearch({ savedSearchId }, _arguments, context) {
        const search = await context.savedSearches.load(savedSearchId)
        if (search === null) throw createError('NOT_FOUND', 'The saved search was deleted.')
        return search
      },
      async property({ propertyId }, _arguments, context) {
        const listing = await context.listings.load(propertyId)
        return listing !== null && canSee(context.viewer, listing) ? listing : null
      },
      async previousPrice({ propertyId, kind, price, matchedAt }, _arguments, context) {
        if (kind === 'NEW_LISTING') return null
        const history = await context.prices.load(propertyId)
        const isThen = (entry: (typeof history)[number]) =>
          entry.price.amount === price.amount &&
          entry.price.currency === price.currency &&
          entry.changedAt.getTime() <= matchedAt.getTime()
        const place = history.findIndex(isThen)
        return place === -1 ? null : (history[place + 1]?.price ?? null)
      },
    },
    Query: {
      savedSearches: (_root, _arguments, context) => savedSearches.findOf(requirePerson(context).id),
    },
    Mutation: {
      saveSearch: (_root, { input }, context) => saveSearch(services, input, context),
      async deleteSavedSearch(_root, { id }, context) {
        const viewer = requirePerson(context)
        return isUuid(id) && savedSearches.remove(viewer.id, id)
      },
      async unsubscribe(_root, { token }) {
        const of = unsubscriptions.decode(token)
        if (of === null) throw createError('INVALID_TOKEN', 'This is not the token of a mail; copy the whole link.')
        return (await savedSearches.silence(of.userId, of.savedSearchId, new Date(nowMs()))) > 0
      },
    },
    Subscription: {
      savedSearchMatched: {
        async *subscribe(_root, { savedSearchId }, context) {
          for await (const savedSearchMatched of followMatches(services, savedSearchId ?? null, context))
            yield { savedSearchMatched }
        },
      },
    },
  }
}
