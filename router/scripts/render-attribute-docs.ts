import { readFileSync } from 'node:fs'

interface CatalogueFile {
  readonly attributes: readonly {
    readonly key: string
    readonly description: string
    readonly valueType: string
    readonly unit: string | null
    readonly propertyTypes: readonly string[]
    readonly labels: Readonly<Record<string, string>>
  }[]
}

const languages = { en: 'English', es: 'Spanish', fr: 'French', de: 'German', vi: 'Vietnamese' } as const

/** `docs/attributes.md`: the attribute keys that the product knows, with their names. */
export function renderAttributeDocs(): string {
  const file = new URL('../../subgraphs/properties/src/attribute/catalogue.json', import.meta.url)
  const { attributes } = JSON.parse(readFileSync(file, 'utf8')) as CatalogueFile
  return [
    '# Attribute keys',
    '',
    'The keys of the catalogue with the kind of their values and the unit (UCUM) that numbers are kept in; written by',
    '`npm run compose` from `subgraphs/properties/src/attribute/catalogue.json`, which has synonyms in the same five languages too.',
    '`attributeCatalog` answers the same for a running platform, with how often each is used, what reviewers have added, and after the known',
    'keys those that wait for review while a published listing has them: the first 200, or up to 1,000 (`first`).',
    '',
    '- A listing may have any other key as well: it is kept, marked `NEW`, and waits for review (`attributeReviewQueue`). Where it is',
    '  spelt almost like a known key, or is a word for one in any of the languages, `PropertyAttribute.suggestedKey` names that one.',
    '- Until a published listing has it, only its owner knows of it, by the listing: it is not in `attributeCatalog`, and filters and facets of',
    '  others say that no listing has it. One that no listing has any more is removed a day after it came.',
    '- An account may bring `NEW_ATTRIBUTES_PER_DAY` (100) such keys in 24 hours, and `NEW_ATTRIBUTES_WAITING` (200) of them may wait for review; more',
    '  are refused with `BAD_USER_INPUT` at the key, in an import with line and reason. Not counted: who has the scope `attributes:review`.',
    '- A reviewer approves it (it becomes a key of the catalogue), maps it to a known key (values go there, also later ones) or',
    '  rejects it (kept, but not offered for searching). `reviewAttribute`, scope `attributes:review`; `attributeDefinition` tells how far listings',
    '  have followed. A decision is in the next answer of `attributeCatalog` through the router that took it; elsewhere within a minute.',
    '- Plain language (`extractAttributes`, `searchProperties`) understands known keys only.',
    '- A known key takes its kind of value only. On a type that it is not asked for it is kept, with `isExpected: false`.',
    '- Filters and facets refuse a key that no listing has, and tests that do not fit the kind (`gte` of a text).',
    '',
    '| key | kind | what it says | asked for |',
    '|---|---|---|---|',
    ...attributes.map(
      ({ key, valueType, unit, description, propertyTypes }) =>
        `| \`${key}\` | ${valueType.toLowerCase()}${unit ? ` (${unit})` : ''} | ${description} | ${listTypes(propertyTypes)} |`,
    ),
    '',
    '## Names',
    '',
    `| key | ${Object.values(languages).join(' | ')} |`,
    `|---|${'---|'.repeat(Object.keys(languages).length)}`,
    ...attributes.map(
      ({ key, labels }) =>
        `| \`${key}\` | ${Object.keys(languages)
          .map((language) => labels[language] ?? '')
          .join(' | ')} |`,
    ),
    '',
  ].join('\n')
}

function listTypes(types: readonly string[]): string {
  return types.length === 0 ? 'every type' : types.map((type) => type.toLowerCase()).join(', ')
}
