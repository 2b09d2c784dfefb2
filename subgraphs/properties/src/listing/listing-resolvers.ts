import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { changeStatus } from './change-status.ts'
import { convertArea } from './convert-area.ts'
import { createListing } from './create-listing.ts'
import { deleteListing } from './delete-listing.ts'
import { listFilledFields } from './list-filled-fields.ts'
import { listListings } from './list-listings.ts'
import { readValueType } from './listing-attribute.ts'
import { readContact } from './read-contact.ts'
import { readFacets } from './read-facets.ts'
import { updateListing } from './update-listing.ts'
import { canSee } from './visibility.ts'

const keysMax = 50

/** Listings: reading, listing, changing, and as an entity of other subgraphs. */
export function createListingResolvers(services: Services): Resolvers {
  return {
    Property: {
      async __resolveReference({ id }, context) {
        const listing = await context.listings.load(id)
        return listing !== null && canSee(context.viewer, listing) ? listing : null
      },
      livingArea: ({ livingArea }, { unit }) => convertArea(livingArea, unit ?? 'SQUARE_METERS'),
      lotSizeArea: ({ lotSizeArea }, { unit }) => convertArea(lotSizeArea, unit ?? 'SQUARE_METERS'),
      attributes({ attributes, propertyType }, { keys }, context) {
        if (keys && keys.length > keysMax)
          throw createInputError([{ path: 'keys', reason: `has ${keys.length} keys; at most ${keysMax} are allowed.` }])
        const entries = Object.entries(attributes).filter(([key]) => !keys || keys.includes(key))
        return Promise.all(
          entries.map(async ([key, content]) => ({
            key,
            content,
            propertyType,
            definition: await context.definitions.load(key),
          })),
        )
      },
      async priceHistory({ id, ownerId }, _arguments, { prices, viewer }) {
        const entries = await prices.load(id)
        const seesDrafts = viewer?.id === ownerId || hasScope(viewer, 'properties:review')
        return entries.filter(({ isPublic }) => isPublic || seesDrafts)
      },
      owner: ({ ownerId }) => ({ id: ownerId }),
      contact: (listing, _arguments, context) => readContact(listing, context),
      isFavorite: ({ id }, _arguments, context) => context.favorites.load(id),
      filledFields: listFilledFields,
    },
    AttributeValue: {
      valueType: readValueType,
      boolean: ({ content }) => (typeof content === 'boolean' ? content : null),
      number: ({ content }) => (typeof content === 'number' ? content : null),
      unit: ({ content, definition }) => (typeof content === 'number' ? (definition?.unit ?? null) : null),
      text: (value) => (readValueType(value) === 'TEXT' ? String(value.content) : null),
      list: ({ content }) => (typeof content === 'object' ? [...content] : null),
      date: (value) => (readValueType(value) === 'DATE' ? String(value.content) : null),
    },
    PropertyConnection: {
      edges: ({ edges }) => [...edges],
      pageInfo: ({ edges, hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      }),
      totalCount: ({ count }) => count(),
      facets: (page, { keys }, { viewer }) => readFacets(services.catalogue, viewer, page, keys),
    },
    PropertyEdge: {
      note: ({ note }) => note ?? null,
      favoritedAt: ({ favoritedAt }) => favoritedAt ?? null,
      node: ({ listing }) => listing,
    },
    Query: {
      async property(_root, { id }, context) {
        const listing = await context.listings.load(id)
        return listing !== null && canSee(context.viewer, listing) ? listing : null
      },
      properties: (_root, given, { viewer }) => listListings(services, given, viewer),
    },
    Mutation: {
      createProperty: (_root, { input }, context) => createListing(services, input, context),
      async updateProperty(_root, { input }, context) {
        const listing = await updateListing(services, input, context)
        // A later field of the same request reads the history anew.
        context.prices.clear(listing.id)
        context.listings.clear(listing.id)
        return listing
      },
      async changePropertyStatus(_root, { input }, context) {
        const listing = await changeStatus(services, input, context)
        context.listings.clear(listing.id)
        return listing
      },
      async deleteProperty(_root, { input }, context) {
        context.listings.clear(input.id)
        return deleteListing(services, input, context)
      },
    },
  }
}
