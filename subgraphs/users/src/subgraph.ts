import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { endedSessionsChannel } from '@ree-ai/kit/redis/ended-sessions-channel'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { Registry } from 'prom-client'
import { createAccountResolvers } from './account/account-resolvers.ts'
import { createAccountLoader } from './account/create-account-loader.ts'
import { emailAddressScalar } from './account/email-address-scalar.ts'
import { createAuditResolvers } from './audit/audit-resolvers.ts'
import type { Context } from './context.ts'
import { keepErasingAccounts } from './erasure/erase-due-accounts.ts'
import { createMailMetrics } from './mail/create-mail-metrics.ts'
import type { Mailer } from './mail/mailer.ts'
import { keepSendingMails } from './mail/send-due-mails.ts'
import type { BackgroundWork } from './recovery/create-background-work.ts'
import { createRecoveryResolvers } from './recovery/recovery-resolvers.ts'
import { createServices, type UsersConfig } from './services.ts'
import { addEndedSessionsRoute } from './session/add-ended-sessions-route.ts'
import { createSessionLoader } from './session/create-session-loader.ts'
import { guardMutations } from './session/guard-mutations.ts'
import { createSessionResolvers } from './session/session-resolvers.ts'
import { addKeySetRoute } from './signing-key/add-key-set-route.ts'
import { observeSigningKey } from './signing-key/observe-signing-key.ts'
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
  /** How mail goes out; without it mails stay in the queue. */
  readonly mailer?: Mailer
  /** What goes on after answers; one of its own unless given. */
  readonly background?: BackgroundWork
  /** Where metrics of its own go; nowhere unless given. */
  readonly registry?: Registry
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** Cost of password hashes, 12 when left out. Only tests take less. */
  readonly bcryptCost?: number
}

/** The users subgraph: accounts, sign-in, sessions, the keys of access tokens, and the trail of what happened. */
export function createUsers(config: UsersConfig, deps: UsersDependencies): Subgraph<Context> {
  const services = createServices(config, {
    ...deps,
    onSessionsEnded(sessions) {
      const message = JSON.stringify({ sessions })
      // A message that is lost costs nothing but time: routers also ask for the list.
      deps.redis?.run((client) => client.publish(endedSessionsChannel, message)).catch(() => {})
    },
    onBackgroundError: (error) => deps.logger.error({ err: error }, 'what was to follow an answer has failed'),
  })
  const { keys, keyPolicy, nowMs } = services
  if (deps.registry !== undefined && keyPolicy !== null) observeSigningKey(deps.registry, { keys, keyPolicy, nowMs })
  const mailMetrics = createMailMetrics(deps.registry ?? new Registry())
  const recovery = createRecoveryResolvers(services)
  const account = createAccountResolvers(services)
  const session = createSessionResolvers(services)
  const audit = createAuditResolvers(services)
  return {
    name,
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: {
      ...account,
      ...session,
      ...audit,
      ...recovery,
      EmailAddress: emailAddressScalar,
      User: { ...account.User, ...session.User, ...recovery.User },
      Query: { ...account.Query, ...audit.Query, ...recovery.Query },
      Mutation: guardMutations({ ...account.Mutation, ...session.Mutation, ...recovery.Mutation }, services),
    },
    createContext: (request) => ({
      ...request,
      accounts: createAccountLoader(services.store.accounts),
      sessions: createSessionLoader(services.store.sessions, services.nowMs),
    }),
    addRoutes(server) {
      addKeySetRoute(server, services.keys)
      addEndedSessionsRoute(server, services, { subgraph: name, secrets: deps.secrets, logger: deps.logger })
    },
    async runInBackground(signal) {
      const { logger, mailer } = deps
      const { mails } = services.store
      const sending = { mails, metrics: mailMetrics, logger, nowMs, waitForMail: services.mailNews.wait }
      await Promise.all([
        tidyEveryHour(services, logger, signal),
        keepErasingAccounts(services, logger, signal),
        mailer === undefined ? Promise.resolve() : keepSendingMails({ ...sending, mailer }, signal),
      ])
      await services.background.settle()
    },
    // Ready means able to sign in: the database answers and there is a key to sign with.
    async checkReady() {
      await services.store.ping()
      await services.keys.getCurrent()
    },
  }
}
