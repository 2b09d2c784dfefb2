import type { RouterContext } from '../context.ts'
import type { RequestRecord } from './request-record.ts'

/** The router's context while it answers over HTTP. */
export interface ServerContext extends RouterContext {
  readonly record: RequestRecord
}
