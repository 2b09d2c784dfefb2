import type { Resolvers } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { beginUpload } from './begin-upload.ts'
import { findPhotoUrl, viewPhotos } from './photo-view.ts'

/** Pictures of listings, and uploads of new ones. */
export function createPhotoResolvers(services: Services): Resolvers {
  return {
    Property: {
      photos: viewPhotos,
    },
    Photo: {
      url: (view) => findPhotoUrl(services, view, 'large') ?? view.photo.url,
      caption: ({ photo }) => photo.caption,
      thumbnailUrl: (view) => findPhotoUrl(services, view, 'thumbnail'),
      width: ({ photo }) => photo.upload?.width ?? null,
      height: ({ photo }) => photo.upload?.height ?? null,
      contentType: ({ photo }) => photo.upload?.contentType ?? null,
    },
    Mutation: {
      createPhotoUpload: (_root, _arguments, context) => beginUpload(services, context),
    },
  }
}
