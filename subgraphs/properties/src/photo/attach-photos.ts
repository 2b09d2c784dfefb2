import { createError } from '@ree-ai/kit/errors/create-error'
import type { Db } from '../db.ts'
import type { Listing } from '../listing/listing.ts'
import type { PhotoServices } from './photo-services.ts'
import { listUploadIds } from './resolve-photos.ts'

/** Gives a listing the uploads among its pictures, and lets go of those it had. CONFLICT when one was used or removed meanwhile. */
export async function attachPhotos(
  { photos }: Pick<PhotoServices, 'photos'>,
  db: Db,
  { id, ownerId, photos: shown }: Listing,
  now: Date,
): Promise<void> {
  if (await photos.attach(db, { ownerId, propertyId: id }, listUploadIds(shown), now)) return
  throw createError('CONFLICT', 'An uploaded picture was used elsewhere or removed meanwhile. Upload it again.')
}
