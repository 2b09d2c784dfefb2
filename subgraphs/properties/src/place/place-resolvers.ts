import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { placesMax } from './place-store.ts'

/** The places of published listings. */
export function createPlaceResolvers({ places }: Pick<Services, 'places'>): Resolvers {
  return {
    Query: {
      places(_root, { first }) {
        const limit = first ?? 1000
        if (limit < 1 || limit > placesMax)
          throw createInputError([{ path: 'first', reason: `must be from 1 to ${placesMax.toLocaleString('en')}.` }])
        return places.findMany(limit)
      },
    },
  }
}
