import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Database } from '@ree-ai/db/database'
import { openEmbeddedDatabase } from '@ree-ai/db/open-embedded-database'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { createRouterClient, type RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { listen } from '@ree-ai/kit/server/listen'
import { startTracing } from '@ree-ai/kit/tracing/start-tracing'
import { createInMemoryBytes } from '@ree-ai/kit/transport/create-in-memory-bytes'
import { createInMemoryStream } from '@ree-ai/kit/transport/create-in-memory-stream'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { listingSettings, readNewKeyLimits } from '@ree-ai/properties/config'
import { createFolderStorage } from '@ree-ai/properties/photo/create-folder-storage'
import { createMemoryStorage } from '@ree-ai/properties/photo/create-memory-storage'
import { createPhotoStorage, hasWholeS3, photoSettings, s3Fault } from '@ree-ai/properties/photo/photo-settings'
import { ensureAccount, type WantedAccount } from '@ree-ai/users/account/ensure-account'
import { readTokenConfig, tokenSettings } from '@ree-ai/users/config'
import { createMailer, hasSender, mailSettings, readAccountConfig, senderFault } from '@ree-ai/users/mail/mail-settings'
import { createServices } from '@ree-ai/users/services'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { z } from 'zod'
import { configSchema } from '../src/config.ts'
import { readManifestFile } from '../src/documents/read-manifest-file.ts'
import { createRouter } from '../src/router.ts'
import { connectTo } from '../src/supergraph/connect-to.ts'
import { createStaticSource } from '../src/supergraph/sources/create-static-source.ts'
import { createSubgraphs } from './create-subgraphs.ts'
import { createSecrets, readSecrets } from './read-secrets.ts'

/** Router and subgraphs in this process, on an embedded database. */
export interface Platform {
  readonly database: Database
  /** Opens the two doors; 0 takes any port. Returns their addresses. */
  readonly listen: (
    routerPort: number,
    adminPort: number,
  ) => Promise<{ readonly url: string; readonly adminUrl: string }>
  /** A client of the router as a service, for seeding and commands; works without listening. */
  readonly createClient: (service: string, scopes: readonly string[]) => RouterClient
  /** Makes an account unless its address has one; its password stays then. */
  readonly ensureAccount: (account: WantedAccount) => Promise<{ readonly id: string }>
  /** Waits until everything written so far can be found. */
  readonly syncIndex: () => Promise<void>
  /** Finishes what is in flight, ends background work, closes the database. */
  readonly stop: () => Promise<void>
}

const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/**
 * The embedded platform. With `dataDir` null everything is in memory and gone at the end. `environment` holds the
 * router's and users' settings; secrets are made here. Rejects when another process holds the folder.
 */
export async function createPlatform(options: {
  readonly dataDir: string | null
  readonly logger: Logger
  readonly environment: Readonly<Record<string, string | undefined>>
  /** An image to start an in-memory database from. */
  readonly image?: Blob
}): Promise<Platform> {
  const { dataDir, logger } = options
  const nowMs = Date.now
  const made = dataDir === null ? createSecrets() : readSecrets(dataDir)
  const secret = made.routerSubgraph
  const environment = { ...options.environment, ROUTER_SUBGRAPH_SECRET: secret }
  const config = loadConfig(configSchema, environment)
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  const tracing =
    endpoint === undefined ? null : await startTracing({ endpoint, ratio: config.OTEL_TRACES_RATIO, logger })
  const given = readTokenConfig(loadConfig(z.object(tokenSettings), environment))
  // Its own secret stays good for what it has encrypted before another one was given.
  const tokens = { ...given, keyEncryptionSecrets: [...given.keyEncryptionSecrets, made.keyEncryption] }
  const mail = loadConfig(z.object(mailSettings).refine(hasSender, senderFault), environment)
  // Without a folder of its own, and none given, mails stay in the queue: nothing is left on the disk.
  const folderDefault = dataDir === null ? null : join(dataDir, 'logs', 'mail')
  const hasMailer = folderDefault !== null || mail.MAIL_FOLDER !== undefined || mail.SMTP_URL !== undefined
  const registries = new Map<string, Registry>()
  const createRegistry = (service: string) => {
    const registry = registries.get(service) ?? new Registry()
    registry.setDefaultLabels({ service })
    registries.set(service, registry)
    return registry
  }
  const database = await openEmbeddedDatabase({
    folder: dataDir === null ? undefined : join(dataDir, 'database'),
    image: options.image,
    registry: createRegistry('database'),
  })

  // The subgraphs call the router and the router calls the subgraphs: this end of the circle is closed below.
  let sendToRouter: Transport = () => Promise.reject(new Error('the router is not there yet'))
  const createClient = (service: string, scopes: readonly string[]) =>
    createRouterClient({ service, scopes, secret, transport: (request) => sendToRouter(request), nowMs })

  const secrets = [secret]
  const listings = loadConfig(z.object(listingSettings), environment)
  const photos = loadConfig(z.object(photoSettings).refine(hasWholeS3, s3Fault), environment)
  // Known for sure once the port is open.
  let publicUrl = photos.PUBLIC_URL ?? `http://localhost:${config.ROUTER_PORT}`
  const { subgraphs, syncIndex } = createSubgraphs({
    database,
    users: { ...tokens, ...readAccountConfig(mail) },
    undoDays: listings.LISTING_UNDO_DAYS,
    inquiriesPerDay: listings.INQUIRIES_PER_DAY,
    matchesKeptDays: listings.MATCHES_KEPT_DAYS,
    newKeyLimits: readNewKeyLimits(listings),
    photoStorage: createPhotoStorage(photos, {
      fallback: () => (dataDir === null ? createMemoryStorage() : createFolderStorage(join(dataDir, 'photos'))),
    }),
    readPublicUrl: () => publicUrl,
    mailer: hasMailer ? createMailer(mail, { folderDefault: folderDefault ?? '', nowMs }) : undefined,
    secrets,
    createClient,
    createRegistry,
    logger,
    nowMs,
  })
  const servers = await Promise.all(
    subgraphs.map(async (subgraph) => {
      const registry = createRegistry(subgraph.name)
      const tracer = tracing?.getTracer(subgraph.name)
      const server = await createSubgraphServer(subgraph, { secrets, logger, registry, nowMs, tracer })
      return { name: subgraph.name, server }
    }),
  )
  const routerRegistry = createRegistry('router')
  collectDefaultMetrics({ register: routerRegistry })
  const router = await createRouter(config, {
    supergraph: createStaticSource(readFileSync(ownFile('../supergraph.graphql'), 'utf8')),
    connect: connectTo(
      Object.fromEntries(servers.map(({ name, server }) => [name, createInMemoryTransport(server)])),
      Object.fromEntries(servers.map(({ name, server }) => [name, createInMemoryStream(server)])),
      Object.fromEntries(servers.map(({ name, server }) => [name, createInMemoryBytes(server)])),
    ),
    registry: routerRegistry,
    tracer: tracing?.getTracer('router'),
    registries: [...registries.values()].filter((registry) => registry !== routerRegistry),
    logger,
    nowMs,
    readTrusted: () => readManifestFile(config.TRUSTED_DOCUMENTS_FILE ?? ownFile('../trusted-documents.json')),
    knownOperations: new Set(readdirSync(ownFile('../operations')).map((file) => basename(file, '.graphql'))),
  })
  await router.server.ready()
  sendToRouter = createInMemoryTransport(router.server)
  router.start()
  const background = new AbortController()
  const work = subgraphs.map((subgraph) => subgraph.runInBackground?.(background.signal) ?? Promise.resolve())
  const accounts = createServices(tokens, { client: database.client, nowMs })

  return {
    database,
    createClient,
    syncIndex,
    ensureAccount: async (account) => (await ensureAccount(account, { ...accounts, actorId: 'embedded' })).account,
    async listen(routerPort, adminPort) {
      const port = await listen(router.server, routerPort, 'ROUTER_PORT')
      const ownPort = await listen(router.admin, adminPort, 'ADMIN_PORT', config.ADMIN_HOST)
      publicUrl = photos.PUBLIC_URL ?? `http://localhost:${port}`
      return { url: `http://localhost:${port}`, adminUrl: `http://localhost:${ownPort}` }
    },
    async stop() {
      background.abort()
      await router.stop()
      await Promise.all(work)
      await Promise.all(servers.map(({ server }) => server.close()))
      await database.close()
      await tracing?.stop()
    },
  }
}
