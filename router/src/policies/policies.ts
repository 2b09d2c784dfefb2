import type { DocumentPolicy } from './document-policy.ts'
import type { OperationPolicy } from './policy.ts'
import type { RequestPolicy } from './request-policy.ts'
import type { TokenViewer } from './token-viewer.ts'

/** What every request passes, in order: authentication, the policies on requests, on documents, on operations. */
export interface Policies {
  readonly authenticate: (authorization: string | undefined) => Promise<TokenViewer | null>
  /** What a request passes whose token was refused: it counts for its address. */
  readonly refused: readonly RequestPolicy[]
  readonly request: readonly RequestPolicy[]
  readonly document: readonly DocumentPolicy[]
  readonly operation: readonly OperationPolicy[]
}
