import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import { parse } from 'yaml'
import { z } from 'zod'

/** A subgraph as composition sees it. */
export interface SubgraphEntry {
  readonly name: string
  readonly url: string
  readonly sdl: string
}

const listSchema = z.object({
  federation_version: z.string(),
  subgraphs: z.record(z.string(), z.object({ routing_url: z.url(), schema: z.object({ file: z.string() }) })),
})

/** The subgraphs of a supergraph.yaml with their whole SDL. Throws when the file is not of Rover's format. */
export function readSubgraphList(path: string): readonly SubgraphEntry[] {
  const list = listSchema.parse(parse(readFileSync(path, 'utf8')))
  return Object.entries(list.subgraphs).map(([name, entry]) => ({
    name,
    url: entry.routing_url,
    sdl: loadSchema(pathToFileURL(resolve(dirname(path), entry.schema.file))),
  }))
}
