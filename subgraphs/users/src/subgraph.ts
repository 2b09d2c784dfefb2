import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { endedSessionsChannel } from '@ree-ai/kit/redis/ended-sessions-channel'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createAccountResolvers } from './account/account-resolvers.ts'
import { createAccountLoader } from './account/create-account-loader.ts'
import { emailAddressScalar } from './account/email-address-scalar.ts'
import type { Context } from './context.ts'
import { createServices, type TokenConfig } from './services.ts'
import { addEndedSessionsRoute } from './session/add-ended-sessions-route.ts'
import { createSessionResolvers } from './session/session-resolvers.ts'
import { addKeySetRoute } from './signing-key/add-key-set-route.ts'
import { tidyEveryHour } from './tidy.ts'

const name = 'users'

/** What the users subgraph needs from outside. */
export interface UsersDependencies {
  readonly client: PrismaClient
  /** Keys the router signs with, as for the server. */
  readonly secrets: readonly string[]
  readonly logger: Logger
  /** Where routers hear of ended sessions at once; without it they wait for an answer here. */
  readonly redis?: RedisConnection | null
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** Cost of password hashes, 12 when left out. Only tests take less. */
  readonly bcryptCost?: number
}

/** The users subgraph: accounts, sign-in, sessions, the keys of access tokens, and the trail of what happened. */
export function createUsers(config: TokenConfig, deps: UsersDependencies): Subgraph<Context> {
  const services = createServices(config, {
    ...deps,
    onSessionsEnded(sessions) {
      const message = JSON.stringify({ sessions })
      // A message that is lost costs nothing but time: routers also ask for the list.
      deps.redis?.run((client) => client.publish(endedSessionsChannel, message)).catch(() => {})
    },
  })
  const account = createAccountResolvers(services)
  const session = createSessionResolvers(services)
  return {
    name,
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: {
      ...account,
      ...session,
      EmailAddress: emailAddressScalar,
      Mutation: { ...account.Mutation, ...session.Mutation },
    },
    createContext: (request) => ({ ...request, accounts: createAccountLoader(services.store.accounts) }),
    addRoutes(server) {
      addKeySetRoute(server, services.keys)
      addEndedSessionsRoute(server, services, { subgraph: name, secrets: deps.secrets, logger: deps.logger })
    },
    runInBackground: (signal) => tidyEveryHour(services, deps.logger, signal),
    // Ready means able to sign in: the database answers and there is a key to sign with.
    async checkReady() {
      await services.store.ping()
      await services.keys.getCurrent()
    },
  }
}
