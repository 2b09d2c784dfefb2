import type { WorkLimit } from '@ree-ai/kit/turns/create-work-limit'
import type { PhotoSigner } from './create-photo-signer.ts'
import type { PhotoStorage } from './photo-storage.ts'
import type { PhotoStore } from './photo-store.ts'

/** What working with uploaded pictures needs. */
export interface PhotoServices {
  readonly photos: PhotoStore
  readonly photoStorage: PhotoStorage
  readonly photoSigner: PhotoSigner
  readonly photoWork: WorkLimit
  /** Where clients reach the router, without a slash at the end. */
  readonly readPublicUrl: () => string
}
