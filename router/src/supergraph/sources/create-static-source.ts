import type { SupergraphSource } from './supergraph-source.ts'

/** A supergraph that never changes. */
export function createStaticSource(sdl: string): SupergraphSource {
  return { description: 'a fixed text', isLocal: true, load: async () => sdl, watch: () => () => {} }
}
