import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type DataLoader from 'dataloader'
import type { Account } from './account/account.ts'
import type { LiveSession } from './session/session-store.ts'

/** What this subgraph's resolvers are given. */
export interface Context extends RequestContext {
  /** Accounts by id, fetched together; null where there is none. */
  readonly accounts: DataLoader<string, Account | null>
  /** Live sessions by user, the last used first. */
  readonly sessions: DataLoader<string, readonly LiveSession[]>
}
