import type { GatewayExecutionResult } from '@apollo/server-gateway-interface'
import type { RequestIdentity } from '@ree-ai/kit/identity/subgraph-request'
import type { CachePolicy } from './cache/cache-policy.ts'
import type { CostAccount } from './policies/cost/cost-account.ts'

/** What the router knows of a request once it is authenticated. Part of it goes, signed, to the subgraphs. */
export interface RouterContext extends RequestIdentity {
  /** Name and version from Apollo's client awareness headers; empty when not sent. */
  readonly clientName: string
  readonly clientVersion: string
  /** Aborts when nobody waits for the answer any more: the client left, or its subscription ended. */
  readonly signal: AbortSignal
  /** Whether the client can take a stream of events, so that a subscription may begin. */
  readonly acceptsEvents: boolean
  /** What policies have decided about this operation; filled by `policies/apply-policies.ts`. */
  readonly decisions: Decisions
}

/** What the policies leave for the execution and the response. */
export interface Decisions {
  /** Fields that will not be fetched: they are null in the answer, each with its error. */
  readonly removedFields: RemovedField[]
  /** Headers to add to the response, for example `RateLimit`. */
  readonly responseHeaders: Map<string, string>
  /** The events of a subscription that has begun; the answer to the operation itself is then empty. */
  events: AsyncGenerator<GatewayExecutionResult> | null
  /** `extensions.cost` of the response. */
  cost: Readonly<Record<string, unknown>> | null
  /** Counts and settles that cost; null while nothing was estimated. */
  costAccount: CostAccount | null
  /** How long all that was fetched so far may be kept, for `Cache-Control`; null before anything was. */
  caching: CachePolicy | null
}

/** One selection that a policy has removed from the operation. */
export interface RemovedField {
  /** The alias under which the placeholder `__typename` runs in its place; unique in the operation. */
  readonly placeholder: string
  /** The key the client expects the field under. */
  readonly responseKey: string
  /** Coordinate in the API schema, for example `User.email`. */
  readonly coordinate: string
  /** Whether the field's type is non-null: null then rises to the nearest nullable parent. */
  readonly isNonNull: boolean
  /** The refusal, placed at every path where the field would have stood. */
  readonly code: 'UNAUTHORIZED_FIELD_OR_TYPE' | 'RATE_LIMITED'
  readonly message: string
  readonly details: Readonly<Record<string, unknown>>
}
