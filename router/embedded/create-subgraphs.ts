import { createChunking } from '@ree-ai/chunking/subgraph'
import { createClassification } from '@ree-ai/classification/subgraph'
import type { Database } from '@ree-ai/db/database'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createProperties, propertiesScopes } from '@ree-ai/properties/subgraph'
import { createRag } from '@ree-ai/rag/subgraph'
import type { TokenConfig } from '@ree-ai/users/services'
import { createUsers } from '@ree-ai/users/subgraph'
import type { Registry } from 'prom-client'

/** The subgraphs of the embedded platform, on one database, with the way to wait for the search index. */
export function createSubgraphs(deps: {
  readonly database: Database
  readonly tokens: TokenConfig
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
    createUsers(deps.tokens, { client, secrets, logger, nowMs }),
    createProperties({
      client,
      router: deps.createClient('properties', propertiesScopes),
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
