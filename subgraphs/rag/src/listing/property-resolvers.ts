import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Resolvers } from '../generated/resolvers.ts'

const similarMax = 20

/** What this subgraph adds to a listing. */
export function createPropertyResolvers(): Pick<Resolvers, 'Property'> {
  return {
    Property: {
      __resolveReference: ({ id }) => ({ id }),
      async similar({ id }, { first }, context) {
        const count = first ?? 5
        if (count < 1 || count > similarMax)
          throw createInputError([{ path: 'first', reason: `must be 1 to ${similarMax}.` }])
        return (await context.similar.load({ propertyId: id, count })).map((similarId) => ({ id: similarId }))
      },
    },
  }
}
