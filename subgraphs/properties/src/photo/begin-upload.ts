import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { newId } from '../new-id.ts'
import { ownerBytesMax, uploadBytesMax, uploadMs, uploadsPerDayMax } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'

/** An address that takes one picture, for a while. */
export interface BegunUpload {
  readonly id: string
  readonly uploadUrl: string
  readonly expiresAt: Date
  readonly maxBytes: number
}

const dayMs = 24 * 60 * 60_000

/** Begins an upload of the viewer's. RATE_LIMITED above 200 in 24 hours, CONFLICT when their pictures take 500 MB already. */
export async function beginUpload(
  services: Pick<PhotoServices, 'photos' | 'photoSigner' | 'readPublicUrl'> & { readonly nowMs: () => number },
  context: Context,
): Promise<BegunUpload> {
  const viewer = requireViewer(context)
  if (!isUuid(viewer.id)) throw createError('FORBIDDEN', 'Pictures belong to people; a service cannot upload one.')
  const nowMs = services.nowMs()
  const id = newId(nowMs)
  const refusal = await services.photos.begin(
    // The end of an id is random: folders fill evenly.
    { id, ownerId: viewer.id, objectKey: `${id.slice(-2)}/${id}`, now: new Date(nowMs) },
    { since: new Date(nowMs - dayMs), uploadsMax: uploadsPerDayMax, bytesMax: ownerBytesMax },
  )
  if (refusal === 'uploads')
    throw createError('RATE_LIMITED', `You have begun ${uploadsPerDayMax} uploads in 24 hours. Go on tomorrow.`, {
      retryAfterSeconds: 3600,
    })
  if (refusal === 'bytes') throw createStorageFull()
  const expiresMs = nowMs + uploadMs
  const token = services.photoSigner.sign('upload', id, expiresMs)
  return {
    id,
    uploadUrl: `${services.readPublicUrl()}/photos/uploads/${id}?token=${token}`,
    expiresAt: new Date(expiresMs),
    maxBytes: uploadBytesMax,
  }
}

/** Told to a person whose pictures take all that they may. */
export function createStorageFull() {
  return createError(
    'CONFLICT',
    'Your pictures take 500 MB, which is all they may. Remove some from your listings first.',
  )
}
