import { existsSync, readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { listen } from '@ree-ai/kit/server/listen'
import { stopOnSignal } from '@ree-ai/kit/server/stop-on-signal'
import { startTracing } from '@ree-ai/kit/tracing/start-tracing'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { configSchema } from './config.ts'
import { connectSubgraphs } from './connect-subgraphs.ts'
import { readManifestFile } from './documents/read-manifest-file.ts'
import { createRouter } from './router.ts'
import { readSettingsFile, type SettingsFile } from './settings/read-settings-file.ts'
import { createSource } from './supergraph/sources/create-source.ts'

/**
 * `npm run router -- [--supergraph FILE|URL|subgraphs] [--port N] [--config FILE]`: serves a supergraph; by default this
 * repository's. What is given here wins over the environment, and that over the file.
 */
const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))

function readOptions(): SettingsFile {
  const text = { type: 'string' } as const
  const { values } = parseArgs({ options: { supergraph: text, port: text, config: text } })
  if (values.port !== undefined) process.env.ROUTER_PORT = values.port
  if (values.supergraph !== undefined) process.env.SUPERGRAPH = values.supergraph
  // `@apollo/gateway` reports usage to its maker unless this is set, and offers no option for it.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true'
  if (values.config === undefined) return { path: '', values: {}, faults: [], warning: null }
  return readSettingsFile(values.config, configSchema.shape)
}

/** The environment over the file. */
function readEnvironment(file: SettingsFile): Readonly<Record<string, string | undefined>> {
  const given = Object.entries(process.env).filter(([, value]) => value !== undefined && value !== '')
  return { ...file.values, ...Object.fromEntries(given) }
}

/** Names of the operations this repository knows; none when it serves another supergraph elsewhere. */
function listOperations(): ReadonlySet<string> {
  const folder = ownFile('../operations')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return new Set(files.filter((file) => file.endsWith('.graphql')).map((file) => basename(file, '.graphql')))
}

try {
  const file = readOptions()
  const environment = readEnvironment(file)
  const config = loadConfigOrExit(configSchema, environment, {
    faults: file.faults,
    origin: (name) => (name in file.values && !process.env[name] ? file.path : null),
  })
  const logger = createLogger('router', config.LOG_LEVEL)
  if (file.warning !== null) logger.warn({}, file.warning)
  const manifest = config.TRUSTED_DOCUMENTS_FILE ?? ownFile('../trusted-documents.json')
  // This repository's documents are planned ahead for its own supergraph.
  const hasDocuments = config.TRUSTED_DOCUMENTS !== 'off' || (config.SUPERGRAPH === undefined && existsSync(manifest))
  const connect = connectSubgraphs(environment, { maximumBytes: config.SUBGRAPH_ANSWER_BYTES_MAX })
  const supergraph = createSource(config.SUPERGRAPH || ownFile('../supergraph.graphql'), {
    pollSeconds: config.SUPERGRAPH_POLL_SECONDS,
    listFile: ownFile('../supergraph.yaml'),
    environment,
    connect,
    secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
    logger,
    nowMs: Date.now,
  })
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  const tracing =
    endpoint === undefined ? null : await startTracing({ endpoint, ratio: config.OTEL_TRACES_RATIO, logger })
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const router = await createRouter(config, {
    supergraph,
    connect,
    registry,
    logger,
    nowMs: Date.now,
    knownOperations: listOperations(),
    readTrusted: hasDocuments ? () => readManifestFile(manifest) : undefined,
    tracer: tracing?.getTracer('router'),
  })
  const port = await listen(router.server, config.ROUTER_PORT, 'ROUTER_PORT')
  const adminPort = await listen(router.admin, config.ADMIN_PORT, 'ADMIN_PORT', config.ADMIN_HOST)
  router.start()
  const isReady = router.readStatus().state !== 'missing'
  const details = { port, adminPort, supergraph: supergraph.description }
  logger.info(details, isReady ? 'router is ready' : 'router listens, and waits for its supergraph')
  stopOnSignal(logger, async () => {
    await router.stop()
    await tracing?.stop()
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
