import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import type { AttributeValueType } from './attribute.ts'
import { isAskedFor } from './create-catalogue.ts'
import { listSynonyms } from './definition-row.ts'
import { isAttributeKey } from './is-attribute-key.ts'
import { listCatalogue } from './list-catalogue.ts'
import { listReviewQueue } from './list-review-queue.ts'
import { reviewAttribute } from './review-attribute.ts'

const scope = 'attributes:review'

/** The attribute catalogue, and the review of keys that it does not know. */
export function createAttributeResolvers(services: Services): Resolvers {
  const { catalogue } = services
  return {
    PropertyAttribute: {
      label: ({ key, definition }, { language }) => readLabel(definition?.labels, language) ?? key,
      value: (attribute) => attribute,
      status: ({ definition }) => definition?.status ?? 'NEW',
      isExpected: ({ definition, propertyType }) =>
        definition?.status !== 'KNOWN' || isAskedFor(definition, propertyType),
      async suggestedKey({ key, definition }) {
        if (definition?.status === 'KNOWN') return null
        if (definition?.mappedTo) return definition.mappedTo
        return definition?.status === 'REJECTED' ? null : ((await catalogue.index()).suggest(key)[0]?.key ?? null)
      },
    },
    AttributeDefinition: {
      label: ({ key, labels }, { language }) => readLabel(labels, language) ?? key,
      labels: ({ labels }) => Object.entries(labels).map(([language, text]) => ({ language, text })),
      synonyms: (definition, { language }) =>
        language ? [...(definition.synonyms[language] ?? [])] : listSynonyms(definition),
      propertyTypes: ({ propertyTypes }) => [...propertyTypes],
      async pendingListings({ key }, _arguments, context) {
        requireScope(context, scope)
        return (await context.moveProgress.load(key))?.pending ?? 0
      },
      async keptListings({ key }, _arguments, context) {
        requireScope(context, scope)
        return (await context.moveProgress.load(key))?.kept ?? 0
      },
      async keptValues({ key }, _arguments, context) {
        requireScope(context, scope)
        const examples = (await context.moveProgress.load(key))?.keptExamples ?? []
        return examples.map(({ propertyId, value }) => ({
          propertyId,
          value: typeof value === 'object' ? JSON.stringify(value) : String(value),
        }))
      },
      async reviews({ key }, _arguments, context) {
        requireScope(context, scope)
        return (await context.attributeReviews.load(key)).map(({ reviewerId, ...review }) => ({
          ...review,
          reviewer: isUuid(reviewerId) ? { id: reviewerId } : null,
        }))
      },
    },
    AttributeReviewConnection: {
      edges: ({ edges }) => [...edges],
      pageInfo: ({ edges, hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      }),
      totalCount: ({ count }) => count(),
    },
    AttributeReviewItem: {
      definition: ({ definition, usageCount }) => ({ ...definition, usageCount }),
      examples: ({ examples }) => [...examples],
      valueTypes: ({ kinds }) =>
        Object.entries(kinds)
          .map(([valueType, listingCount]) => ({ valueType: valueType as AttributeValueType, listingCount }))
          .sort((a, b) => b.listingCount - a.listingCount),
      suggestions: ({ suggestions }) => [...suggestions()],
    },
    Query: {
      attributeCatalog: (_root, given) => listCatalogue(catalogue, given),
      async attributeDefinition(_root, { key }, context) {
        requireScope(context, scope)
        const found = isAttributeKey(key) ? await catalogue.find([key]) : []
        return found.find((one) => one.key === key) ?? null
      },
      attributeReviewQueue(_root, given, context) {
        requireScope(context, scope)
        return listReviewQueue(services, given)
      },
    },
    Mutation: {
      reviewAttribute: (_root, { input }, context) => reviewAttribute(services, input, context),
    },
  }
}

/** In a language, else in English. */
function readLabel(labels: Readonly<Record<string, string>> | undefined, language: string | null | undefined) {
  return labels?.[language ?? 'en'] ?? labels?.en
}
