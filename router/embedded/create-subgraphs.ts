import { createChunking } from '@ree-ai/chunking/subgraph'
import { createClassification } from '@ree-ai/classification/subgraph'
import type { Database } from '@ree-ai/db/database'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import type { NewKeyLimits } from '@ree-ai/properties/attribute/new-key-store'
import type { PhotoStorage } from '@ree-ai/properties/photo/photo-storage'
import { createProperties, propertiesScopes } from '@ree-ai/properties/subgraph'
import { createRag } from '@ree-ai/rag/subgraph'
import type { Mailer } from '@ree-ai/users/mail/mailer'
import type { UsersConfig } from '@ree-ai/users/services'
import { createUsers } from '@ree-ai/users/subgraph'
import type { Registry } from 'prom-client'

/** The subgraphs of the embedded platform, on one database, with the way to wait for the search index. */
export function createSubgraphs(deps: {
  readonly database: Database
  readonly users: UsersConfig
  /** How mail goes out; without it mails stay in the queue. */
  readonly mailer?: Mailer
  /** For how many days a deleted listing can be restored. */
  readonly undoDays?: number
  /** To how many owners a person may begin to write in 24 hours. */
  readonly inquiriesPerDay?: number
  /** For how many days matches of saved searches are kept. */
  readonly matchesKeptDays?: number
  /** How many new attribute keys an account may bring. */
  readonly newKeyLimits?: NewKeyLimits
  /** Where uploaded pictures lie. */
  readonly photoStorage: PhotoStorage
  /** Where clients reach the router. */
  readonly readPublicUrl: () => string
  readonly secrets: readonly string[]
  readonly createClient: (service: string, scopes: readonly string[]) => RouterClient
  readonly createRegistry: (service: string) => Registry
  readonly logger: Logger
  readonly nowMs: () => number
}) {
  const { database, secrets, logger, nowMs } = deps
  const { client } = database
  const rag = createRag({
    database,
    router: deps.createClient('rag', ['properties:sync']),
    registry: deps.createRegistry('rag'),
    logger,
    nowMs,
  })
  const subgraphs: readonly Subgraph<RequestContext>[] = [
    createUsers(deps.users, {
      client,
      secrets,
      logger,
      mailer: deps.mailer,
      registry: deps.createRegistry('users'),
      nowMs,
    }),
    createProperties({
      client,
      router: deps.createClient('properties', propertiesScopes),
      registry: deps.createRegistry('properties'),
      appUrl: deps.users.appUrl ?? null,
      undoDays: deps.undoDays,
      inquiriesPerDay: deps.inquiriesPerDay,
      matchesKeptDays: deps.matchesKeptDays,
      newKeyLimits: deps.newKeyLimits,
      photoStorage: deps.photoStorage,
      readPublicUrl: deps.readPublicUrl,
      secrets,
      logger,
      nowMs,
    }),
    createClassification({ router: deps.createClient('classification', []), logger, nowMs }),
    createChunking(),
    rag,
  ]
  return { subgraphs, syncIndex: rag.syncNow }
}
