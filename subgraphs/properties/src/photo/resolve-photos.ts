import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { InputMaybe, PhotoInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import type { Photo } from '../listing/listing.ts'
import { readPhotos } from '../listing/read-content.ts'
import { readUploadId, toPhotoPath } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'

/** Stands in for a picture that has a problem already, so that it gets no other. */
const refused = { id: '', width: 0, height: 0, contentType: '' }

/**
 * The pictures of an input: addresses as they are, uploads with what is known of them. An address of an upload, as a listing
 * shows it, is that upload. Uploads have to be the owner's, ready, and on no other listing.
 */
export async function resolvePhotos(
  { photos, readPublicUrl }: Pick<PhotoServices, 'photos' | 'readPublicUrl'>,
  inputs: InputMaybe<readonly PhotoInput[]>,
  listing: { readonly ownerId: string; readonly propertyId: string | null; readonly mutationKey: string | null },
): Promise<{ readonly photos: readonly Photo[]; readonly problems: readonly InputProblem[] }> {
  const given = inputs ?? []
  const read = readPhotos(given)
  const ids = given.map(({ url, uploadId }) =>
    uploadId ? uploadId.toLowerCase() : url ? readUploadId(String(url).trim(), readPublicUrl()) : null,
  )
  const known = await photos.findAttachable(
    [...new Set(ids.filter((id) => id !== null && isUuid(id)))] as string[],
    listing,
  )
  const uploads = new Map(known.map((upload) => [upload.id, upload]))
  const problems: InputProblem[] = []
  const resolved = read.map((photo, index): Photo => {
    const { url, uploadId } = given[index] ?? {}
    const id = ids[index] ?? null
    const refuse = (path: string, reason: string): Photo => {
      problems.push({ path, reason })
      return { ...photo, upload: refused }
    }
    if ((url ? 1 : 0) + (uploadId ? 1 : 0) !== 1) return refuse(`photos.${index}`, 'needs either url or uploadId.')
    if (id === null) return photo
    const path = `photos.${index}.${uploadId ? 'uploadId' : 'url'}`
    const upload = uploads.get(id)
    if (upload === undefined) return refuse(path, 'is no upload of yours that is ready and on no other listing.')
    if (ids.indexOf(id) !== index) return refuse(path, 'is the same picture as one before.')
    return { url: toPhotoPath(id, 'large'), caption: photo.caption, upload }
  })
  return { photos: resolved, problems }
}

/** The ids of the uploads among a listing's pictures. */
export function listUploadIds(photos: readonly Photo[]): string[] {
  return photos.flatMap(({ upload }) => (upload === undefined ? [] : [upload.id]))
}
