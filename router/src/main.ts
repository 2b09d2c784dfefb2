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
import { createRouter } from './router.ts'
import { createSource } from './supergraph/sources/create-source.ts'

/**
 * `npm run router -- [--supergraph FILE|URL|subgraphs] [--port N]`: serves a supergraph; by default this repository's.
 */
const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))

function readOptions(): void {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } })
  if (values.port !== undefined) process.env.ROUTER_PORT = values.port
  if (values.supergraph !== undefined) process.env.SUPERGRAPH = values.supergraph
  // `@apollo/gateway` reports usage to its maker unless this is set, and offers no option for it.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true'
}

/** Names of the operations this repository knows; none when it serves another supergraph elsewhere. */
function listOperations(): ReadonlySet<string> {
  const folder = ownFile('../operations')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return new Set(files.filter((file) => file.endsWith('.graphql')).map((file) => basename(file, '.graphql')))
}

try {
  readOptions()
  const config = loadConfigOrExit(configSchema)
  const logger = createLogger('router', config.LOG_LEVEL)
  const connect = connectSubgraphs(process.env, { maximumBytes: config.SUBGRAPH_ANSWER_BYTES_MAX })
  const supergraph = createSource(config.SUPERGRAPH || ownFile('../supergraph.graphql'), {
    pollSeconds: config.SUPERGRAPH_POLL_SECONDS,
    listFile: ownFile('../supergraph.yaml'),
    environment: process.env,
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
    tracer: tracing?.getTracer('router'),
  })
  const port = await listen(router.server, config.ROUTER_PORT, 'ROUTER_PORT')
  const adminPort = await listen(router.admin, config.ADMIN_PORT, 'ADMIN_PORT')
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
