import type { BytesTransport, StreamTransport, Transport } from '@ree-ai/kit/transport/transport'
import type { SubgraphAddress } from './supergraph.ts'

/** A way to one subgraph. */
export interface Connection {
  readonly send: Transport
  /** For events; without one it has none. */
  readonly stream?: StreamTransport
  /** For bytes; without one it has none. */
  readonly sendBytes?: BytesTransport
  /** Ends it when what is under way has been answered. */
  readonly close: () => Promise<void>
}

/** Opens the way to a subgraph; nothing is sent by it. Throws, naming the subgraph and the remedy, when there is none. */
export type Connect = (subgraph: SubgraphAddress) => Connection

/** Some connections that are held until `release`. */
export interface Lease<Open> {
  readonly byName: ReadonlyMap<string, Open>
  readonly release: () => void
}

/** The open connections of all supergraphs that are in use: the same subgraph at the same URL is connected once. */
export interface Connections<Open> {
  /** Opens what is not open yet. Throws with every subgraph that there is no way to, and opens none then. */
  readonly acquire: (subgraphs: readonly SubgraphAddress[]) => Lease<Open>
  /** One that is held. Throws when nobody holds it. */
  readonly get: (subgraph: SubgraphAddress) => Open
  /** Ends all, held or not. */
  readonly close: () => Promise<void>
}

export function createConnections<Open extends { readonly close: () => Promise<void> }>(
  open: (subgraph: SubgraphAddress) => Open,
): Connections<Open> {
  const entries = new Map<string, { readonly connection: Open; holders: number }>()
  const closing = new Set<Promise<void>>()

  function hold(subgraph: SubgraphAddress): Open {
    const key = toKey(subgraph)
    const entry = entries.get(key) ?? { connection: open(subgraph), holders: 0 }
    entries.set(key, entry)
    entry.holders += 1
    return entry.connection
  }

  function drop(subgraph: SubgraphAddress): void {
    const key = toKey(subgraph)
    const entry = entries.get(key)
    if (entry === undefined) return
    entry.holders -= 1
    if (entry.holders > 0) return
    entries.delete(key)
    end(entry.connection)
  }

  function end(connection: Open): void {
    // Nothing depends on how a connection that nobody uses has ended.
    const ending: Promise<void> = connection
      .close()
      .catch(() => {})
      .finally(() => closing.delete(ending))
    closing.add(ending)
  }

  return {
    acquire(subgraphs) {
      const held: SubgraphAddress[] = []
      const byName = new Map<string, Open>()
      const problems: string[] = []
      for (const subgraph of subgraphs) {
        try {
          byName.set(subgraph.name, hold(subgraph))
          held.push(subgraph)
        } catch (error) {
          problems.push(`  ${error instanceof Error ? error.message : String(error)}`)
        }
      }
      const release = () => {
        for (const subgraph of held.splice(0)) drop(subgraph)
      }
      if (problems.length === 0) return { byName, release }
      release()
      throw new Error(`There is no way to:\n${problems.join('\n')}`)
    },
    get(subgraph) {
      const entry = entries.get(toKey(subgraph))
      if (entry === undefined) throw new Error(`The subgraph "${subgraph.name}" is not connected.`)
      return entry.connection
    },
    async close() {
      for (const { connection } of entries.values()) end(connection)
      entries.clear()
      await Promise.all(closing)
    },
  }
}

function toKey({ name, url }: SubgraphAddress): string {
  return JSON.stringify([name, url])
}
