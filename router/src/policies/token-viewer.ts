import type { Viewer } from '@ree-ai/kit/identity/viewer'

/** Who a token names. */
export interface TokenViewer extends Viewer {
  /** From when on the token is refused, in ms since the epoch; what runs as long as it is wanted ends then. */
  readonly expiresAtMs?: number
}
