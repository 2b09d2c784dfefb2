import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { OperationPolicy } from './policy.ts'
import type { RequestPolicy } from './request-policy.ts'

/** What every request passes, in order: authentication, then the policies on requests, then those on operations. */
export interface Policies {
  readonly authenticate: (authorization: string | undefined) => Promise<Viewer | null>
  readonly limitClients: RequestPolicy
  /** `limitClients` is among them. */
  readonly request: readonly RequestPolicy[]
  readonly operation: readonly OperationPolicy[]
}
