import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { takeTurn } from '@ree-ai/kit/turns/take-turn'
import { checkTexts } from '../check-texts.ts'
import type { PropertyResolvers, QueryResolvers } from '../generated/resolvers.ts'
import { assessCompleteness } from './assess-completeness.ts'
import { classifyListing, type ListingModels } from './classify-listing.ts'
import { draftFacts } from './draft-facts.ts'

const titleMax = 300
const descriptionMax = 20_000
const attributesMax = 200

/** Resolvers of what reads a listing: one written elsewhere, a draft, or a text. */
export function createListingResolvers(models: ListingModels): {
  readonly Query: Pick<QueryResolvers, 'classifyListing' | 'assessCompleteness'>
  readonly Property: PropertyResolvers
} {
  return {
    Query: {
      async classifyListing(_, { input }) {
        const { title, description } = input
        checkTexts({
          'input.title': { text: title, max: titleMax },
          'input.description': { text: description, max: descriptionMax },
        })
        await takeTurn()
        return classifyListing({ title, description }, models)
      },
      assessCompleteness(_, { input }) {
        checkTexts({
          'input.title': { text: input.title ?? '', max: titleMax },
          'input.description': { text: input.description ?? '', max: descriptionMax },
        })
        const count = input.attributeKeys?.length ?? 0
        if (count > attributesMax)
          throw createInputError([
            { path: 'input.attributeKeys', reason: `has ${count} keys; at most ${attributesMax}.` },
          ])
        return assessCompleteness(draftFacts(input))
      },
    },
    Property: {
      __resolveReference: (reference) => reference,
      async classification({ title, description }) {
        await takeTurn()
        return classifyListing({ title, description }, models)
      },
      completeness: assessCompleteness,
    },
  }
}
