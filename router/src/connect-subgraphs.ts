import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import type { SubgraphAddress } from './supergraph/supergraph.ts'

/** Ways to subgraphs over HTTP, and the way to close them. */
export interface SubgraphConnections {
  readonly transports: Readonly<Record<string, Transport>>
  readonly close: () => Promise<void>
}

/**
 * Connections to the subgraphs at the URLs of the supergraph, each with a pool of its own. `SUBGRAPH_<NAME>_URL` in
 * `environment` puts another host in place of one, for example SUBGRAPH_USERS_URL=http://users:4001; the path stays. Throws
 * with every subgraph that has no usable URL.
 */
export function connectSubgraphs(
  subgraphs: readonly SubgraphAddress[],
  environment: Readonly<Record<string, string | undefined>>,
): SubgraphConnections {
  const problems: string[] = []
  const connections = subgraphs.flatMap(({ name, url }) => {
    const variable = `SUBGRAPH_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_URL`
    const address = environment[variable] || url
    if (isHttpUrl(address)) return [{ name, ...createHttpTransport(new URL(address).origin) }]
    problems.push(`  ${name}: set ${variable}, for example ${variable}=http://localhost:4001`)
    return []
  })
  if (problems.length > 0) throw new Error(`There is no address for:\n${problems.join('\n')}`)
  return {
    transports: Object.fromEntries(connections.map(({ name, send }) => [name, send])),
    async close() {
      await Promise.all(connections.map(({ close }) => close()))
    },
  }
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)
}
