import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { listen } from '@ree-ai/kit/server/listen'
import { stopOnSignal } from '@ree-ai/kit/server/stop-on-signal'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { configSchema } from './config.ts'
import { connectSubgraphs } from './connect-subgraphs.ts'
import { createRouter } from './router.ts'
import { readSupergraph } from './supergraph/read-supergraph.ts'

/** `npm run router -- [--supergraph FILE] [--port N]`: serves a supergraph; by default this repository's. */
const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))

function readOptions() {
  const { values } = parseArgs({ options: { supergraph: { type: 'string' }, port: { type: 'string' } } })
  if (values.port !== undefined) process.env.ROUTER_PORT = values.port
  return { supergraphFile: values.supergraph ?? ownFile('../supergraph.graphql') }
}

/** Names of the operations this repository knows; none when it serves another supergraph elsewhere. */
function listOperations(): ReadonlySet<string> {
  const folder = ownFile('../operations')
  const files = existsSync(folder) ? readdirSync(folder) : []
  return new Set(files.filter((file) => file.endsWith('.graphql')).map((file) => basename(file, '.graphql')))
}

try {
  const { supergraphFile } = readOptions()
  const config = loadConfigOrExit(configSchema)
  const logger = createLogger('router', config.LOG_LEVEL)
  const supergraphSdl = readFileSync(supergraphFile, 'utf8')
  const connections = connectSubgraphs(readSupergraph(supergraphSdl).subgraphs, process.env)
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const router = await createRouter(config, {
    supergraphSdl,
    transports: connections.transports,
    registry,
    logger,
    nowMs: Date.now,
    knownOperations: listOperations(),
  })
  const port = await listen(router.server, config.ROUTER_PORT, 'ROUTER_PORT')
  const adminPort = await listen(router.admin, config.ADMIN_PORT, 'ADMIN_PORT')
  router.start()
  logger.info({ port, adminPort, supergraph: supergraphFile }, 'router is ready')
  stopOnSignal(logger, async () => {
    await router.stop()
    await connections.close()
  })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
