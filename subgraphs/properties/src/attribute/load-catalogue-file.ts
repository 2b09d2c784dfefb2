import { readFileSync } from 'node:fs'
import type { AttributeDefinition } from './attribute.ts'

/** The keys this release knows: `catalogue.json`, the one place to add one. */
export function loadCatalogueFile(): readonly AttributeDefinition[] {
  const entries = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8')) as readonly Omit<
    AttributeDefinition,
    'status'
  >[]
  return entries.map((entry) => ({ ...entry, status: 'KNOWN' }))
}
