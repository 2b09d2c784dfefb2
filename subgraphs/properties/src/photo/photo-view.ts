import type { Listing, Photo } from '../listing/listing.ts'
import { type PhotoVariant, toPhotoPath } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'

const hourMs = 60 * 60_000

/** A picture of a listing, and whether everyone may see that. */
export interface PhotoView {
  readonly photo: Photo
  readonly isPublic: boolean
}

/** The pictures of a listing that the viewer sees. */
export function viewPhotos({ photos, standardStatus, deletedAt }: Listing): PhotoView[] {
  const isPublic = standardStatus === 'ACTIVE' && deletedAt === null
  return photos.map((photo) => ({ photo, isPublic }))
}

/** Where one form of a picture is; null for the thumbnail of one that was not uploaded. What is not public is signed for one to two hours. */
export function findPhotoUrl(
  {
    photoSigner,
    readPublicUrl,
    nowMs,
  }: Pick<PhotoServices, 'photoSigner' | 'readPublicUrl'> & {
    readonly nowMs: () => number
  },
  { photo, isPublic }: PhotoView,
  variant: PhotoVariant,
): string | null {
  if (photo.upload === undefined) return variant === 'large' ? photo.url : null
  const { id } = photo.upload
  const address = readPublicUrl() + toPhotoPath(id, variant)
  if (isPublic) return address
  // Up to a full hour: the same address for a while, so that browsers have it already.
  const untilMs = (Math.floor(nowMs() / hourMs) + 2) * hourMs
  return `${address}?token=${photoSigner.sign('read', id, untilMs)}`
}
