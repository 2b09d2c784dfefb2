import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const sharedUrl = new URL('../../sdl/', import.meta.url)
const importLine = /^# import ([a-z-]+)$/gm

/**
 * The whole SDL of a subgraph: the federation links and directives every subgraph shares, then the kit's shared parts
 * that the file names in lines `# import <part>` (files of `subgraphs/kit/sdl`), then the file itself.
 *
 * Throws when the file or a part does not exist.
 */
export function loadSchema(schemaUrl: URL): string {
  const own = readFileSync(fileURLToPath(schemaUrl), 'utf8')
  const parts = ['federation', ...Array.from(own.matchAll(importLine), (match) => match[1])]
  const shared = parts.map((part) => readFileSync(fileURLToPath(new URL(`${part}.graphql`, sharedUrl)), 'utf8'))
  return [...shared, own].join('\n')
}
