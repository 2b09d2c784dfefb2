import { existsSync, readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import { parse } from 'yaml'
import { z } from 'zod'
import type { SubgraphAddress } from '../supergraph.ts'

/** A subgraph that is asked for its SDL. */
export interface RunningSubgraph extends SubgraphAddress {
  /** Its SDL as the list's schema file has it, for the time it does not answer; null without that file. */
  readonly readKnownSdl: () => string | null
}

const listSchema = z.object({
  subgraphs: z.record(
    z.string().min(1).max(100),
    z.object({ routing_url: z.string(), schema: z.object({ file: z.string().optional() }).optional() }),
  ),
})

/**
 * The subgraphs a supergraph is composed from: those of a supergraph.yaml (Rover's format) where there is one, else one for each
 * SUBGRAPH_<NAME>_URL of the environment, its name in lower case. Throws when the file is not of that format, and
 * when there are none.
 */
export function readRunningList(
  listFile: string,
  environment: Readonly<Record<string, string | undefined>>,
): readonly RunningSubgraph[] {
  const subgraphs = existsSync(listFile) ? readListFile(listFile) : readEnvironment(environment)
  if (subgraphs.length > 0) return subgraphs
  throw new Error(
    'There are no subgraphs to compose: write router/supergraph.yaml, or set SUBGRAPH_<NAME>_URL for each.',
  )
}

function readListFile(listFile: string): readonly RunningSubgraph[] {
  const { subgraphs } = listSchema.parse(parse(readFileSync(listFile, 'utf8')))
  return Object.entries(subgraphs).map(([name, { routing_url, schema }]) => ({
    name,
    url: routing_url,
    readKnownSdl() {
      const file = schema?.file === undefined ? null : resolve(dirname(listFile), schema.file)
      return file !== null && existsSync(file) ? loadSchema(pathToFileURL(file)) : null
    },
  }))
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly RunningSubgraph[] {
  return Object.entries(environment).flatMap(([variable, value]) => {
    const name = /^SUBGRAPH_([A-Z0-9_]+)_URL$/.exec(variable)?.[1]?.toLowerCase()
    if (name === undefined || !value || !URL.canParse(value)) return []
    const { origin, pathname } = new URL(value)
    // Only an origin is usual, and the path of a subgraph is then the usual one.
    return [{ name, url: `${origin}${pathname === '/' ? '/graphql' : pathname}`, readKnownSdl: () => null }]
  })
}
