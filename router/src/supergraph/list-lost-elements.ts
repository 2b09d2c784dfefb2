import { parse } from 'graphql'
import { listSchemaElements } from './list-schema-elements.ts'

/**
 * Everything a subgraph defines that its supergraph does not have, as `<coordinate> (<subgraph>)`. Composition keeps of an input type,
 * of an argument list and of an enum in input position only what every subgraph that has them defines, and drops the rest: clients
 * could not send it.
 */
export function listLostElements(
  subgraphs: readonly { readonly name: string; readonly sdl: string }[],
  supergraphSdl: string,
): readonly string[] {
  const kept = collectElements(supergraphSdl)
  return subgraphs.flatMap(({ name, sdl }) =>
    [...collectElements(sdl)].filter((element) => !kept.has(element)).map((element) => `${element} (${name})`),
  )
}

function collectElements(sdl: string): ReadonlySet<string> {
  return new Set(listSchemaElements(parse(sdl)).map(({ coordinate }) => coordinate))
}
