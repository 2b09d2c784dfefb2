import type { GraphQLSchemaModule } from '@apollo/subgraph/dist/schema-helper/index.js'
import type { FastifyInstance } from 'fastify'
import type { RequestContext } from '../context/request-context.ts'

/** What a subgraph is made of: what `createUsers(deps)` and its siblings return. */
export interface Subgraph<Context extends RequestContext> {
  readonly name: string
  /** The whole SDL, from loadSchema. */
  readonly typeDefs: string
  readonly resolvers: NonNullable<GraphQLSchemaModule['resolvers']>
  /** What resolvers need besides who is asking; called once a request, so that batching loaders live as long as it. */
  readonly createContext: (request: RequestContext) => Context
  /** Plain HTTP routes beside `/graphql`, for example published keys. */
  readonly addRoutes?: (server: FastifyInstance) => void
  /** Work that goes on beside requests, for example following a change log; the signal ends it. */
  readonly runInBackground?: (signal: AbortSignal) => Promise<void>
  /** Whether the subgraph can answer: `/readyz`. Rejects or returns a reason when it cannot. */
  readonly checkReady?: () => Promise<void>
}
