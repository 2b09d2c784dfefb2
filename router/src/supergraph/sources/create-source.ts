import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Connect } from '../create-connections.ts'
import { createFileSource } from './create-file-source.ts'
import { createSubgraphsSource } from './create-subgraphs-source.ts'
import { createUrlSource } from './create-url-source.ts'
import { readRunningList } from './read-running-list.ts'
import type { SupergraphSource } from './supergraph-source.ts'

/** The source that the setting SUPERGRAPH names: `subgraphs`, an http(s) address, or else a file. */
export function createSource(
  supergraph: string,
  deps: {
    readonly pollSeconds: number
    /** The list of subgraphs, for `subgraphs`. */
    readonly listFile: string
    readonly environment: Readonly<Record<string, string | undefined>>
    readonly connect: Connect
    readonly secret: string
    readonly logger: Logger
    readonly nowMs: () => number
  },
): SupergraphSource {
  const intervalMs = deps.pollSeconds * 1_000
  if (supergraph === 'subgraphs')
    return createSubgraphsSource({
      ...deps,
      intervalMs,
      readList: () => readRunningList(deps.listFile, deps.environment),
    })
  if (/^https?:\/\//i.test(supergraph)) return createUrlSource(supergraph, { intervalMs })
  return createFileSource(supergraph, { nowMs: deps.nowMs })
}
