import { createHash } from 'node:crypto'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { type ComposedSubgraph, composeOnThread } from '../compose-on-thread.ts'
import type { Connect } from '../create-connections.ts'
import { createPolledSource } from './create-polled-source.ts'
import type { RunningSubgraph } from './read-running-list.ts'
import { readSubgraphSdl } from './read-subgraph-sdl.ts'
import type { Schedule } from './schedule.ts'
import type { SupergraphSource } from './supergraph-source.ts'

export interface SubgraphsSourceOptions {
  /** Which subgraphs there are; read again for each look, so that one can be added. */
  readonly readList: () => readonly RunningSubgraph[]
  readonly connect: Connect
  /** Key that requests are signed with. */
  readonly secret: string
  readonly intervalMs: number
  readonly schedule?: Schedule
  /** How long a subgraph may take to tell its SDL; 5,000 ms by default. */
  readonly timeoutMs?: number
  readonly compose?: typeof composeOnThread
  readonly logger: Logger
  readonly nowMs: () => number
}

/**
 * A supergraph composed from what the running subgraphs say of themselves. They are asked every `intervalMs`, and composed
 * when one says something new. A subgraph that does not answer counts with what it said last, else with the list's schema file;
 * there is no supergraph while one is wholly unknown.
 */
export function createSubgraphsSource(options: SubgraphsSourceOptions): SupergraphSource {
  const { logger, compose = composeOnThread } = options
  const known = new Map<string, string>()
  let silent = ''
  let last: { readonly key: string; readonly sdl: string | null; readonly fault: Error | null } | null = null

  async function ask(subgraph: RunningSubgraph, stopping: AbortSignal): Promise<string> {
    const { send, close } = options.connect(subgraph)
    try {
      const timeoutMs = options.timeoutMs ?? 5_000
      return await readSubgraphSdl(
        { name: subgraph.name, path: readPath(subgraph.url) },
        { ...options, send, signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]) },
      )
    } finally {
      void close()
    }
  }

  async function readAll(signal: AbortSignal): Promise<readonly ComposedSubgraph[]> {
    const unknown: string[] = []
    const unanswered: string[] = []
    const read = options.readList().map(async (subgraph) => {
      const { name, url } = subgraph
      try {
        const sdl = await ask(subgraph, signal)
        known.set(name, sdl)
        return { name, url, sdl }
      } catch (error) {
        const reason = `${name} (${explain(error)})`
        const sdl = known.get(name) ?? subgraph.readKnownSdl()
        if (sdl === null) unknown.push(reason)
        else unanswered.push(reason)
        return { name, url, sdl: sdl ?? '' }
      }
    })
    const subgraphs = await Promise.all(read)
    if (unknown.length > 0)
      throw new Error(`These subgraphs do not tell their schema: ${unknown.toSorted().join(', ')}.`)
    const unansweredNow = unanswered.toSorted().join(', ')
    if (unansweredNow !== silent && unansweredNow !== '')
      logger.warn({ subgraphs: unanswered }, 'subgraphs do not tell their schema; what was known of them stays')
    silent = unansweredNow
    return subgraphs
  }

  return createPolledSource({
    description: 'the running subgraphs',
    isLocal: false,
    intervalMs: options.intervalMs,
    schedule: options.schedule,
    async read(signal) {
      const subgraphs = await readAll(signal)
      const key = createHash('sha256').update(JSON.stringify(subgraphs)).digest('hex')
      if (last?.key !== key) {
        try {
          const { supergraphSdl, hints } = await compose(subgraphs)
          if (hints.length > 0) logger.warn({ hints: hints.slice(0, 20) }, 'the composition has hints')
          last = { key, sdl: supergraphSdl, fault: null }
        } catch (error) {
          // The same parts fail again; composing them for each look would only cost.
          last = { key, sdl: null, fault: error instanceof Error ? error : new Error(String(error)) }
        }
      }
      if (last.sdl === null) throw last.fault
      return last.sdl
    },
  })
}

function readPath(url: string): string {
  if (!URL.canParse(url)) return '/graphql'
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer in time'
  return (error as NodeJS.ErrnoException).code ?? error.message
}
