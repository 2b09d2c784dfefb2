import { loadCatalogueFile } from '@ree-ai/properties/attribute/load-catalogue-file'
import type { ImportField, Mapping, Rule } from '@ree-ai/properties/import/mapping'
import { importFields } from '@ree-ai/properties/import/mapping'
import { attributeNames, findHouseNumber, foldName, keyNames, matchFields } from './column-names.ts'
import { guessCountry } from './country-words.ts'
import type { ColumnDescription } from './describe-columns.ts'
import { isResoFile, proposeReso } from './propose-reso.ts'
import { type Notation, tellNotation } from './tell-notation.ts'
import { guessPets, guessValue } from './value-words.ts'

/** A mapping to begin with, and what a person has to look at in it. */
export interface Proposal {
  readonly mapping: Mapping
  readonly questions: readonly string[]
}

const enumFields = ['propertyType', 'listingIntent', 'standardStatus'] as const
const currencySigns: Readonly<Record<string, string>> = {
  '€': 'EUR',
  $: 'USD',
  '£': 'GBP',
  '₫': 'VND',
  '₹': 'INR',
  '¥': 'JPY',
}

/** Guesses what the columns of a file mean from their names and values. Whatever is no more than a guess is a question. */
export function proposeMapping(columns: readonly ColumnDescription[]): Proposal {
  if (isResoFile(columns)) return proposeReso(columns)
  const questions: string[] = []
  const byName = new Map(columns.map((column) => [column.name, column]))
  const matched = matchFields(columns.map(({ name }) => name))
  const locations = new Set(
    ['location.latitude', 'location.longitude'].map((field) => matched.get(field as ImportField)),
  )
  const notation = tellNotation(columns, locations as ReadonlySet<string>, (question) => questions.push(question))
  const fields: Partial<Record<ImportField, Rule>> = {}
  for (const [field, name] of matched) {
    const column = byName.get(name)
    if (column !== undefined && column.filled > 0) fields[field] = proposeRule(field, column)
  }
  const key = proposeKey(columns)
  addMissing()
  const used = new Set([...matched.values(), key, ...addHouseNumber()])
  const attributes = proposeAttributes(
    columns.filter(({ name }) => !used.has(name)),
    notation,
    (question) => questions.push(question),
  )
  const left = columns.filter(
    ({ name }) => !used.has(name) && !Object.values(attributes).some((rule) => rule.column === name),
  )
  if (left.length > 0) questions.push(`Not used: ${left.map(({ name }) => name).join(', ')}.`)
  return { mapping: { key, fields, ...(Object.keys(attributes).length > 0 && { attributes }) }, questions }

  function proposeRule(field: ImportField, column: ColumnDescription): Rule {
    const rule: Rule = { column: column.name }
    const kind = importFields[field]
    const values = column.values
    if (kind === 'number' || kind === 'integer') {
      const unit = tellUnit(field, column, (question) => questions.push(question))
      return { ...rule, ...notation.tellNumber(column), ...(unit && { unit, round: 1 }) }
    }
    if (kind === 'moment') return { ...rule, ...notation.tellDate(column) }
    if (kind === 'list') return { ...rule, separator: values.some((value) => value.includes('|')) ? '|' : ',' }
    if (field === 'address.country') return { ...rule, ...tellCountries(values) }
    const asEnum = enumFields.find((one) => one === field)
    if (asEnum === undefined) return rule
    const map = Object.fromEntries(values.map((value) => [value, guessValue(asEnum, value)] as const))
    const unknown = Object.entries(map).flatMap(([value, guess]) => (guess === null ? [value] : []))
    if (unknown.length > 0)
      questions.push(
        `fields.${field}.map: what do ${quoteSome(unknown)} mean? Rows with a value that is not in the map are refused.`,
      )
    return {
      ...rule,
      map: Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== null)),
    }
  }

  /** Countries that are written out become their codes. */
  function tellCountries(values: readonly string[]): Pick<Rule, 'map' | 'otherwise'> {
    const names = values.filter((value) => !/^[A-Za-z]{2}$/.test(value))
    const map = Object.fromEntries(names.flatMap((name) => pair(name, guessCountry(name))))
    const unknown = names.filter((name) => map[name] === undefined)
    if (unknown.length > 0)
      questions.push(
        `fields."address.country".map: which codes (ISO 3166-1, for example "FR") are ${quoteSome(unknown)}? Rows with another value are refused.`,
      )
    return Object.keys(map).length === 0 ? {} : { map, otherwise: 'keep' }
  }

  /** The number that stands in a column of its own is part of the street. */
  function addHouseNumber(): readonly string[] {
    const street = matched.get('address.street')
    const number = findHouseNumber(columns.filter(({ filled }) => filled > 0).map(({ name }) => name))
    if (street === undefined || number === null || [...matched.values(), key].includes(number)) return []
    const isFirst = columns.findIndex(({ name }) => name === number) < columns.findIndex(({ name }) => name === street)
    const parts = [{ column: street }, { column: number }]
    fields['address.street'] = { join: isFirst ? parts.reverse() : parts, separator: ' ' }
    return [number]
  }

  function proposeKey(all: readonly ColumnDescription[]): string {
    const byFolded = new Map(all.map((column) => [foldName(column.name), column]))
    const found = keyNames.map((name) => byFolded.get(name)).find((column) => column !== undefined && column.filled > 0)
    if (found !== undefined) return found.name
    const guess = all[0]?.name ?? 'id'
    questions.push(
      `key: ${JSON.stringify(guess)} is a guess. Which column is different in every row and stays the same the next time? (Several together: {"parts": ["a", "b"]}.)`,
    )
    return guess
  }

  function addMissing(): void {
    if (fields['listPrice.currency'] === undefined) {
      const prices = byName.get(matched.get('listPrice.amount') ?? '')?.values ?? []
      const sign = Object.keys(currencySigns).find((one) => prices.some((price) => price.includes(one)))
      fields['listPrice.currency'] = { constant: sign === undefined ? 'EUR' : (currencySigns[sign] ?? 'EUR') }
      questions.push(
        `fields."listPrice.currency": no column tells it; ${JSON.stringify(fields['listPrice.currency'].constant)} is a guess.`,
      )
    }
    if (fields.listingIntent === undefined) {
      fields.listingIntent = { constant: 'FOR_SALE' }
      questions.push('fields.listingIntent: no column tells it; FOR_SALE is a guess (or FOR_RENT).')
    }
    if (fields.propertyType === undefined) {
      fields.propertyType = { constant: 'APARTMENT' }
      questions.push('fields.propertyType: no column tells it; APARTMENT is a guess.')
    }
    if (fields.title === undefined) {
      const places = (['propertyType', 'address.unparsedAddress', 'address.street', 'address.city'] as const).flatMap(
        (field) => matched.get(field) ?? [],
      )
      fields.title =
        places.length === 0 ? { constant: 'Property' } : { join: places.map((column) => ({ column })), separator: ', ' }
      questions.push('fields.title: no column tells it; it is made of other columns.')
    }
    for (const field of ['listPrice.amount', 'address.city'] as const)
      if (fields[field] === undefined)
        questions.push(
          `fields."${field}" is needed, and no column looks like it: add {"column": "..."} or {"constant": "..."}.`,
        )
  }
}

/** Columns that are called like an attribute of the catalogue, in any of its languages. */
function proposeAttributes(
  columns: readonly ColumnDescription[],
  notation: Notation,
  ask: (question: string) => void,
): Record<string, Rule> {
  const kinds = { BOOLEAN: 'boolean', NUMBER: 'number', TEXT: 'text', LIST: 'list', DATE: 'date' } as const
  const free = new Map(columns.filter(({ filled }) => filled > 0).map((column) => [foldName(column.name), column]))
  const rules: Record<string, Rule> = {}
  for (const { key, labels, synonyms, valueType, unit } of loadCatalogueFile().definitions) {
    const names = [...Object.values(labels), ...Object.values(synonyms).flat(), ...(attributeNames[key] ?? [])]
    const found = [key, `attributes.${key}`, ...names].map(foldName).find((name) => free.has(name))
    const column = found === undefined ? undefined : free.get(found)
    if (found === undefined || column === undefined) continue
    free.delete(found)
    const isFeet = unit === 'm2' && /sq\.?\s*f|square\s*f/i.test(column.name)
    const notes =
      valueType === 'NUMBER'
        ? notation.tellNumber(column)
        : valueType === 'DATE'
          ? notation.tellDate(column)
          : key === 'petsAllowed'
            ? tellPets(column, ask)
            : {}
    rules[key] = { column: column.name, to: kinds[valueType], ...notes, ...(isFeet && { unit: '[sft_i]' }) }
  }
  return rules
}

/** Pets in words become those that searches know. */
function tellPets(
  { name, values }: ColumnDescription,
  ask: (question: string) => void,
): Pick<Rule, 'map' | 'otherwise'> {
  const words = values.filter((value) => !value.startsWith('['))
  const guesses = words.map((value) => [value, guessPets(name, value)] as const)
  const unknown = guesses.flatMap(([value, pets]) => (pets === null ? [value] : []))
  if (unknown.length > 0)
    ask(
      `attributes.petsAllowed.map: do ${quoteSome(unknown)} mean "dogs", "cats", both or "none"? Searches know only these.`,
    )
  const known = guesses.flatMap(([value, pets]) => (pets === null ? [] : [[value, [...pets]] as [string, string[]]]))
  return known.length === 0 ? {} : { map: Object.fromEntries(known), otherwise: 'keep' }
}

/** The unit of an area that the column's name tells, or all of its values that name one. */
function tellUnit(
  field: ImportField,
  { name, values }: ColumnDescription,
  ask: (question: string) => void,
): string | null {
  if (field !== 'livingArea' && field !== 'lotSizeArea') return null
  const told = new Set([name, ...values].map(tellAreaUnit).filter((unit) => unit !== null))
  if (told.size > 1) ask(`"${name}": several units of area are in it; the numbers are taken as square metres.`)
  const [unit] = told
  return told.size === 1 && unit !== 'm2' ? (unit ?? null) : null
}

function tellAreaUnit(text: string): string | null {
  if (/sq\.?[\s_]*f|square[\s_]*f|(?<![a-z])ft(2|²)/i.test(text)) return '[sft_i]'
  if (/acre/i.test(text)) return '[acr_us]'
  if (/(?<![a-z])(ha|hectares?|hectáreas?|hektar)(?![a-z])/i.test(text)) return 'har'
  return /(?<![a-z])(m2|m²|sq\.?\s?m|sqm|qm)(?![a-z])/i.test(text) ? 'm2' : null
}

function pair(key: string, value: string | null): readonly (readonly [string, string])[] {
  return value === null ? [] : [[key, value]]
}

function quoteSome(values: readonly string[]): string {
  return values
    .slice(0, 8)
    .map((value) => JSON.stringify(value))
    .join(', ')
}
