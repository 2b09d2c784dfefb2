import type { Database } from '@ree-ai/db/database'
import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { Registry } from 'prom-client'
import { createDocumentQueue, type DocumentQueue } from './document/document-queue.ts'
import { createDocumentStore, type DocumentStore } from './document/document-store.ts'
import { collections } from './index/collection.ts'
import { createIndexMetrics, type IndexMetrics } from './index-metrics.ts'
import { createListingFollower, type ListingFollower } from './listing/follow-listings.ts'
import { createSpelling, type Spelling } from './retrieval/create-spelling.ts'
import { createTermWeights, type TermWeights } from './retrieval/create-term-weights.ts'
import { createTextReader, type TextReader } from './retrieval/text-reader.ts'
import { type CheckFilter, createFilterCheck } from './search/create-filter-check.ts'
import { createVisibilityCheck, type FindHidden } from './search/create-visibility-check.ts'
import { createListingSearchStore, type ListingSearchStore } from './search/listing-search-store.ts'

/** What the rag subgraph needs from outside. */
export interface RagDependencies {
  readonly database: Database
  /** Calls the router with the scope `properties:sync`. */
  readonly router: RouterClient
  readonly registry: Registry
  readonly logger: Logger
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** What the work of this subgraph is done with. */
export interface Services {
  readonly client: PrismaClient
  readonly hasVectors: boolean
  /** What answers say while vectors take no part; null when they do. */
  readonly vectorNotice: string | null
  readonly model: EmbeddingModel
  /** Reads and remembers stored texts. */
  readonly reader: TextReader
  readonly router: RouterClient
  readonly logger: Logger
  readonly metrics: IndexMetrics
  readonly nowMs: () => number
  readonly documents: DocumentStore
  readonly queue: DocumentQueue
  readonly follower: ListingFollower
  readonly listings: ListingSearchStore
  readonly checkFilter: CheckFilter
  readonly findHidden: FindHidden
  readonly spelling: Readonly<Record<'passage' | 'listing', Spelling>>
  readonly termWeights: Readonly<Record<'passage' | 'listing', TermWeights>>
}

export function createServices(deps: RagDependencies): Services {
  const { router, logger, nowMs } = deps
  const { client, hasVectors } = deps.database
  const model = loadEmbeddingModel()
  const metrics = createIndexMetrics(deps.registry, nowMs)
  const listings = createListingSearchStore(client)
  const indexing = { client, hasVectors, router, model, logger, metrics, nowMs }
  return {
    ...indexing,
    reader: createTextReader(model),
    vectorNotice: hasVectors ? null : 'Results are ranked by words alone, for the database has no pgvector extension.',
    documents: createDocumentStore(client),
    queue: createDocumentQueue(indexing),
    follower: createListingFollower(indexing),
    listings,
    checkFilter: createFilterCheck({ ...indexing, findIndexedKeys: listings.findKeys }),
    findHidden: createVisibilityCheck(deps),
    spelling: {
      passage: createSpelling(client, 'passage', { model, nowMs }),
      listing: createSpelling(client, 'listing', { model, nowMs }),
    },
    termWeights: {
      passage: createTermWeights(client, collections.passage, model),
      listing: createTermWeights(client, collections.listing, model),
    },
  }
}
