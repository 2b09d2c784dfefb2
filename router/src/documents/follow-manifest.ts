import type { Logger } from '@ree-ai/kit/logging/logger'
import type { TrustedDocuments } from './trusted-documents.ts'

/** The manifest as it was last read without a fault. */
export interface Manifest {
  readonly current: () => TrustedDocuments
  /** Reads it again; while it is broken, the last good one stays and the log tells. */
  readonly reload: () => void
}

/** Reads the manifest. Throws what `read` throws when there is none at first: nobody should start with half of a safelist. */
export function followManifest(read: () => TrustedDocuments, logger: Pick<Logger, 'error'>): Manifest {
  let current = read()
  return {
    current: () => current,
    reload() {
      try {
        current = read()
      } catch (error) {
        logger.error({ err: error }, 'the trusted documents could not be read again; the last ones stay')
      }
    },
  }
}
