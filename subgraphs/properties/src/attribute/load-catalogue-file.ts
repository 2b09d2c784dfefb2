import { readFileSync } from 'node:fs'
import type { AttributeDefinition } from './attribute.ts'

/** The keys a release knows. */
export interface CatalogueFile {
  /** Grows with each change of the file: what an older one has put into a database is renewed by a newer one. */
  readonly edition: number
  readonly definitions: readonly AttributeDefinition[]
}

/** `catalogue.json`, the one place to add a key. */
export function loadCatalogueFile(): CatalogueFile {
  const { edition, attributes } = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8')) as {
    readonly edition: number
    readonly attributes: readonly Omit<AttributeDefinition, 'status' | 'mappedTo'>[]
  }
  return { edition, definitions: attributes.map((one) => ({ ...one, status: 'KNOWN', mappedTo: null })) }
}
