import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Job } from '../jobs/job.ts'
import { looseMs } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'
import { removePhoto } from './remove-photo.ts'

const intervalMs = 10 * 60_000
const batchSize = 100

type Dependencies = Pick<PhotoServices, 'photos' | 'photoStorage'> & {
  readonly logger: Logger
  readonly nowMs: () => number
}

/**
 * Removes uploads that no listing has shown for a day, that were never finished, or whose listing is gone for good. The rows are the
 * queue: bytes go first, so that what the storage refuses to remove is found again. Returns how many are gone; throws
 * when some could not be removed, after it tried all.
 */
export async function cleanPhotos(
  { photos, photoStorage, logger, nowMs }: Dependencies,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0
  for (;;) {
    const loose = await photos.takeLoose(new Date(nowMs() - looseMs), batchSize)
    const gone: string[] = []
    for (const { id, objectKey } of loose) {
      if (signal?.aborted) break
      try {
        await removePhoto(photoStorage, objectKey)
        gone.push(id)
      } catch (error) {
        logger.warn({ err: error, photo: id }, 'could not remove a picture; trying again')
      }
    }
    await photos.remove(gone)
    total += gone.length
    if (signal?.aborted) return total
    // The next batch would begin with the same ones.
    if (gone.length < loose.length) throw new Error(`${loose.length - gone.length} pictures could not be removed`)
    if (loose.length < batchSize) return total
  }
}

/** Cleans up every 10 minutes, on one replica. */
export function createPhotoCleanJob(deps: Dependencies): Job {
  return {
    name: 'clean-photos',
    intervalMs,
    replicas: 'one',
    async work(signal) {
      const count = await cleanPhotos(deps, signal)
      if (count > 0) deps.logger.info({ count }, 'unused pictures removed')
    },
  }
}
