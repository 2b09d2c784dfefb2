import { createHash } from 'node:crypto'
import type { GatewayExecutor, GatewayInterface } from '@apollo/server-gateway-interface'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { GraphQLSchema } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { RunningGateway, WarmUpOperation } from '../execution/create-gateway.ts'
import { parseWindowMs } from '../policies/parse-window.ts'
import type { OperationCounts } from './count-operations.ts'
import type { Connections, Lease } from './create-connections.ts'
import { emptySupergraph } from './empty-supergraph.ts'
import { followEvents } from './follow-events.ts'
import { readSupergraph } from './read-supergraph.ts'
import type { Schedule } from './sources/schedule.ts'
import { scheduleTimer } from './sources/schedule-timer.ts'
import type { SupergraphSource } from './sources/supergraph-source.ts'
import type { Supergraph } from './supergraph.ts'
import type { SupergraphStatus } from './supergraph-status.ts'

export interface GenerationsDependencies<Open> {
  readonly source: SupergraphSource
  /** Made with `emptySupergraph`. */
  readonly gateway: RunningGateway
  readonly connections: Connections<Open>
  /** Rejects when a supergraph is not valid. */
  readonly check: (supergraphSdl: string) => Promise<void>
  /** Counts what runs; the most used are planned before the next supergraph goes live. */
  readonly counts: OperationCounts
  /** Operations that are planned ahead besides, for example the trusted documents; asked before each supergraph. */
  readonly listKnown?: () => readonly WarmUpOperation[]
  /** How long a subgraph that a new supergraph has no more stays connected at least, in ms: what began before may yet ask it. */
  readonly drainMs: number
  readonly schedule?: Schedule
  readonly logger: Logger
  readonly nowMs: () => number
  /** `loaded`: a new one is live; `refused`: what came cannot be served; `unreadable`: the source cannot be read. */
  readonly onUpdate?: (outcome: 'loaded' | 'refused' | 'unreadable') => void
}

/** The supergraph as it changes while the router runs. */
export interface Generations<Open> {
  /** The gateway for Apollo Server. */
  readonly gateway: GatewayInterface
  /**
   * Puts the first supergraph in place. Of a local source rejects when there is none that can be served; for others it
   * returns at once, and `status` tells when it is there.
   */
  readonly load: () => Promise<void>
  /** Follows the source from now on. */
  readonly start: () => void
  readonly status: () => SupergraphStatus
  /** Connections of the subgraphs of the supergraph that is live, by name. */
  readonly connected: () => ReadonlyMap<string, Open>
  /** Follows no more. What is connected stays so until `close`. */
  readonly stop: () => Promise<void>
  readonly close: () => Promise<void>
}

/** How many of the most used operations are planned ahead. */
const warmUpMax = 100

interface Generation<Open> {
  readonly version: string
  readonly supergraph: Supergraph
  readonly lease: Lease<Open>
  readonly loadedAtMs: number
  /** Operations that run on it. */
  running: number
  isDrained: boolean
}

/**
 * Follows a source and puts each new supergraph in place of the last, one at a time and the latest first of those that wait. A
 * supergraph is read and checked, its subgraphs are connected and its most used operations planned before it goes live; one
 * that fails in any of this changes nothing, and `status`, `onUpdate` and the log tell. Operations end on the supergraph they
 * began with, and only then are subgraphs disconnected that the new one has no more.
 */
export function createGenerations<Open>(deps: GenerationsDependencies<Open>): Generations<Open> {
  const { source, gateway, connections, counts, logger, nowMs, schedule = scheduleTimer } = deps
  const bySchema = new WeakMap<GraphQLSchema, Generation<Open>>()
  const draining = new Map<Generation<Open>, () => void>()
  let current: Generation<Open> | null = null
  let next: Generation<Open> | null = null
  let fault: string | null = null
  let listenerFault: unknown = null
  let waiting: string | null = null
  let applying: Promise<void> = Promise.resolve()
  let isApplying = false
  let isStopped = false
  let stopWatching = () => {}

  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    if (next !== null) bySchema.set(apiSchema, next)
  })

  /** Puts one supergraph in place, or rejects and leaves all as it was. */
  async function apply(sdl: string): Promise<void> {
    const version = createHash('sha256').update(sdl).digest('hex').slice(0, 16)
    if (version === current?.version) return
    const supergraph = readSupergraph(sdl)
    for (const { rateLimit } of supergraph.rules.fields.values()) if (rateLimit) parseWindowMs(rateLimit.window)
    const lease = connections.acquire(supergraph.subgraphs)
    const generation = { version, supergraph, lease, loadedAtMs: nowMs(), running: 0, isDrained: false }
    try {
      await deps.check(supergraph.gatewaySdl)
      await put(generation)
    } catch (error) {
      lease.release()
      throw error
    }
    const before = current
    current = generation
    if (before !== null) drain(before)
    deps.onUpdate?.('loaded')
    const subgraphs = supergraph.subgraphs.map(({ name }) => name)
    logger.info({ version, before: before?.version ?? null, subgraphs }, 'a supergraph is live')
  }

  async function put(generation: Generation<Open>): Promise<void> {
    const before = current
    const warmUp = [...(deps.listKnown?.() ?? []), ...counts.list(warmUpMax)]
    next = generation
    listenerFault = null
    await gateway.update(generation.supergraph, { warmUp })
    if (listenerFault === null) return
    // Apollo Server would go on with the schema it had, so the gateway must as well.
    next = before
    await gateway.update(before?.supergraph ?? emptySupergraph, { warmUp: [] })
    throw listenerFault
  }

  function drain(generation: Generation<Open>): void {
    const cancel = schedule(() => {
      generation.isDrained = true
      release(generation)
    }, deps.drainMs)
    draining.set(generation, cancel)
  }

  function release(generation: Generation<Open>): void {
    if (!generation.isDrained || generation.running > 0) return
    draining.delete(generation)
    generation.lease.release()
  }

  function note(error: unknown, outcome: 'refused' | 'unreadable'): void {
    const message = error instanceof Error ? error.message : String(error)
    deps.onUpdate?.(outcome)
    // A source that stays away is told once.
    if (message !== fault) logger.error({ err: error, source: source.description }, `supergraph ${outcome}`)
    fault = message
  }

  /** Puts the latest of what was offered in place; what it replaces while it waits is skipped. */
  function offer(sdl: string): Promise<void> {
    waiting = sdl
    if (!isApplying) applying = applyWaiting()
    return applying
  }

  async function applyWaiting(): Promise<void> {
    isApplying = true
    for (let sdl = waiting; sdl !== null && !isStopped; sdl = waiting) {
      waiting = null
      try {
        await apply(sdl)
        if (fault !== null) logger.info({ version: current?.version }, 'the supergraph is current again')
        fault = null
      } catch (error) {
        note(error, 'refused')
      }
    }
    isApplying = false
  }

  function count(executor: GatewayExecutor): GatewayExecutor {
    return async (request) => {
      const generation = bySchema.get(request.schema)
      if (generation === undefined) return executor(request)
      const { decisions } = request.context as RouterContext
      generation.running += 1
      const end = () => {
        generation.running -= 1
        release(generation)
      }
      let hasEvents = false
      try {
        counts.add(request)
        const result = await executor(request)
        if (decisions.events !== null) {
          decisions.events = followEvents(decisions.events, end)
          hasEvents = true
        }
        return result
      } finally {
        if (!hasEvents) end()
      }
    }
  }

  return {
    gateway: {
      onSchemaLoadOrUpdate: (callback) =>
        gateway.onSchemaLoadOrUpdate((context) => {
          try {
            callback(context)
          } catch (error) {
            listenerFault = error
          }
        }),
      async load(options) {
        const { executor } = await gateway.load(options)
        return { executor: executor === null ? null : count(executor) }
      },
      stop: () => gateway.stop(),
    },
    async load() {
      if (source.isLocal) await apply(await source.load())
    },
    start() {
      stopWatching = source.watch(offer, (error) => note(error, 'unreadable'))
    },
    status: () => ({
      state: current === null ? 'missing' : fault === null ? 'loaded' : 'stale',
      version: current?.version ?? null,
      loadedAtMs: current?.loadedAtMs ?? null,
      fault,
    }),
    connected: () => current?.lease.byName ?? new Map<string, Open>(),
    async stop() {
      isStopped = true
      stopWatching()
      await applying
    },
    async close() {
      for (const cancel of draining.values()) cancel()
      await connections.close()
    },
  }
}
