import { listLostDirectives } from './list-lost-directives.ts'
import { listLostElements } from './list-lost-elements.ts'

/** What subgraphs say and the supergraph composed of them lost, each with its subgraph; a composition with losses must not be used. */
export function listLosses(
  subgraphs: readonly { readonly name: string; readonly sdl: string }[],
  supergraphSdl: string,
): readonly string[] {
  return [...listLostElements(subgraphs, supergraphSdl), ...listLostDirectives(subgraphs, supergraphSdl)]
}
