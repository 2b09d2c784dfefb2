import { readFileSync } from 'node:fs'

interface CatalogueEntry {
  readonly key: string
  readonly valueType: string
  readonly unit: string | null
  readonly labels: { readonly en: string }
}

/** `docs/attributes.md`: the attribute keys that the product knows. */
export function renderAttributeDocs(): string {
  const file = new URL('../../subgraphs/properties/src/attribute/catalogue.json', import.meta.url)
  const entries = JSON.parse(readFileSync(file, 'utf8')) as readonly CatalogueEntry[]
  const rows = entries.map(
    ({ key, valueType, unit, labels }) =>
      `| \`${key}\` | ${labels.en} | ${valueType.toLowerCase()}${unit ? ` (${unit})` : ''} |`,
  )
  return [
    '# Attribute keys',
    '',
    'The keys of the catalogue with the kind of their values and the unit (UCUM) that numbers are kept in; written by',
    '`npm run compose` from `subgraphs/properties/src/attribute/catalogue.json`. A listing may have any other key as well: it',
    'is kept, marked `NEW`, and waits for review. `petsAllowed` holds `dogs`, `cats` or `none`. `attributeCatalog` answers',
    'the same for a running platform, with synonyms and how often each is used.',
    '',
    '| key | | value |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
