import type { RequestContext } from '../context/request-context.ts'
import { startTracing } from '../tracing/start-tracing.ts'
import { createSubgraphServer, type SubgraphServerDependencies } from './create-subgraph-server.ts'
import { listen } from './listen.ts'
import { stopOnSignal } from './stop-on-signal.ts'
import type { Subgraph } from './subgraph.ts'

/**
 * Runs one subgraph as a process of its own: listens, works in the background, and on SIGTERM or SIGINT finishes what
 * is in flight, calls `close` and exits 0.
 */
export async function runService<Context extends RequestContext>(
  subgraph: Subgraph<Context>,
  options: Omit<SubgraphServerDependencies, 'tracer'> & {
    readonly port: number
    /** The collector that traces go to; none unless given. */
    readonly tracesEndpoint?: string
    readonly close: () => Promise<void>
  },
): Promise<void> {
  const { tracesEndpoint: endpoint, logger } = options
  const tracing = endpoint === undefined ? null : await startTracing({ endpoint, logger })
  const server = await createSubgraphServer(subgraph, { ...options, tracer: tracing?.getTracer(subgraph.name) })
  const background = new AbortController()
  const work = subgraph.runInBackground?.(background.signal) ?? Promise.resolve()
  await listen(server, options.port, `${subgraph.name.toUpperCase()}_PORT`)
  options.logger.info({ port: options.port }, `${subgraph.name} is ready`)
  stopOnSignal(options.logger, async () => {
    background.abort()
    await server.close()
    await work
    await options.close()
    await tracing?.stop()
  })
}
