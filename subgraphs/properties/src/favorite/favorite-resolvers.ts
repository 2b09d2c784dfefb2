import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { addFavorite, findVisible } from './add-favorite.ts'
import { listFavorites } from './list-favorites.ts'

/** Favourites of the viewer. `Property.isFavorite` is with the other fields of listings. */
export function createFavoriteResolvers(services: Services): Resolvers {
  return {
    Query: {
      favorites: (_root, given, context) => listFavorites(services, given, requirePerson(context)),
    },
    Mutation: {
      addFavorite: (_root, given, context) => addFavorite(services, given, context),
      async removeFavorite(_root, { propertyId }, context) {
        const viewer = requirePerson(context)
        if (isUuid(propertyId)) await services.favorites.remove(viewer.id, propertyId)
        context.favorites.clear(propertyId.toLowerCase())
        return findVisible(context, propertyId)
      },
    },
  }
}
