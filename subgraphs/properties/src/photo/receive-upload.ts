import { createHash } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { createStorageFull } from './begin-upload.ts'
import { ownerBytesMax, toStorageKey } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'
import { pictureContentType, processPicture } from './process-picture.ts'

/** What became of an upload. */
export interface ReceivedUpload {
  readonly id: string
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly bytes: number
}

/**
 * Takes the bytes of an upload, once: CONFLICT when others came before. BAD_USER_INPUT when they are no picture, and
 * SERVICE_UNAVAILABLE when the storage is away; the upload waits for others then.
 */
export async function receiveUpload(
  services: Pick<PhotoServices, 'photos' | 'photoStorage' | 'photoWork'> & {
    readonly logger: Logger
    readonly nowMs: () => number
  },
  id: string,
  sent: Buffer,
): Promise<ReceivedUpload> {
  const { photos, photoStorage } = services
  const upload = await photos.findWaiting(id)
  if (upload === null) throw createError('NOT_FOUND', 'There is no such upload.')
  if (upload.isTaken) throw createUsed()
  const { large, thumbnail } = await services.photoWork(() => processPicture(sent))
  const picture = {
    contentType: pictureContentType,
    width: large.width,
    height: large.height,
    bytes: large.bytes.length,
    sha256: createHash('sha256').update(large.bytes).digest('hex'),
  }
  const outcome = await photos.take(upload, picture, new Date(services.nowMs()), ownerBytesMax)
  if (outcome === 'used') throw createUsed()
  if (outcome === 'bytes') throw createStorageFull()
  try {
    await photoStorage.put(toStorageKey(upload.objectKey, 'thumbnail'), thumbnail.bytes, pictureContentType)
    await photoStorage.put(toStorageKey(upload.objectKey, 'large'), large.bytes, pictureContentType)
  } catch (error) {
    services.logger.error({ err: error, photo: id }, 'could not store a picture')
    await photos.release(id)
    throw createError('SERVICE_UNAVAILABLE', 'The picture could not be stored. Send it again in a minute.')
  }
  await photos.finish(id, new Date(services.nowMs()))
  const { sha256: _kept, ...told } = picture
  return { id, ...told }
}

function createUsed() {
  return createError('CONFLICT', 'This address has taken a picture already. Begin another upload for another picture.')
}
