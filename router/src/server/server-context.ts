import type { Span } from '@opentelemetry/api'
import type { RouterContext } from '../context.ts'
import type { Delivery } from '../subscriptions/delivery.ts'
import type { RequestRecord } from './request-record.ts'

/** The router's context while it answers over HTTP. */
export interface ServerContext extends RouterContext {
  readonly record: RequestRecord
  /** The span of the HTTP request; null or absent when it is not recorded. */
  readonly span?: Span | null
  /** For operations whose answer may be a stream of events. */
  readonly delivery?: Delivery
}
