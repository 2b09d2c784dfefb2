import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type DataLoader from 'dataloader'
import type { Work } from './create-turns.ts'
import type { DocumentRecord } from './document/document.ts'
import type { SimilarKey } from './listing/create-similar-loader.ts'

/** What this subgraph's resolvers are given. */
export interface Context extends RequestContext {
  /** Searches and answers wait here for their turn. */
  readonly work: Work
  /** Documents by id, fetched together; null where there is none. */
  readonly documents: DataLoader<string, DocumentRecord | null>
  /** Their texts. */
  readonly bodies: DataLoader<string, string | null>
  /** Ids of listings alike. */
  readonly similar: DataLoader<SimilarKey, readonly string[], string>
}
