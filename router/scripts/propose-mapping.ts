import { loadCatalogueFile } from '@ree-ai/properties/attribute/load-catalogue-file'
import type { ImportField, Mapping, Rule } from '@ree-ai/properties/import/mapping'
import { importFields } from '@ree-ai/properties/import/mapping'
import { isAmbiguousDate, parseDate } from '@ree-ai/properties/import/parse-date'
import { parseNumber } from '@ree-ai/properties/import/parse-number'
import { foldName, keyNames, matchFields } from './column-names.ts'
import type { ColumnDescription } from './describe-columns.ts'
import { guessValue } from './value-words.ts'

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
  const questions: string[] = []
  const byName = new Map(columns.map((column) => [column.name, column]))
  const matched = matchFields(columns.map(({ name }) => name))
  const fields: Partial<Record<ImportField, Rule>> = {}
  for (const [field, name] of matched) {
    const column = byName.get(name)
    if (column !== undefined && column.filled > 0) fields[field] = proposeRule(field, column)
  }
  const key = proposeKey(columns)
  addMissing()
  const used = new Set([...matched.values(), key])
  const attributes = proposeAttributes(columns.filter(({ name }) => !used.has(name)))
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
      const decimal = tellDecimal(values, column.name)
      const unit = tellUnit(field, column.name)
      return { ...rule, ...(decimal && { decimal }), ...(unit && { unit, round: 1 }) }
    }
    if (kind === 'moment') {
      const format = tellDateFormat(values, column.name)
      return format === null ? rule : { ...rule, format }
    }
    if (kind === 'list') return { ...rule, separator: values.some((value) => value.includes('|')) ? '|' : ',' }
    const asEnum = enumFields.find((one) => one === field)
    if (asEnum === undefined) return rule
    const map = Object.fromEntries(values.map((value) => [value, guessValue(asEnum, value)] as const))
    const unknown = Object.entries(map).flatMap(([value, guess]) => (guess === null ? [value] : []))
    if (unknown.length > 0)
      questions.push(
        `fields.${field}.map: what do ${unknown
          .slice(0, 8)
          .map((value) => JSON.stringify(value))
          .join(', ')} mean? Rows with a value that is not in the map are refused.`,
      )
    return {
      ...rule,
      map: Object.fromEntries(Object.entries(map).filter((entry): entry is [string, string] => entry[1] !== null)),
    }
  }

  /** Where all texts can be read in one notation only, it is that; else it stays open. */
  function tellDecimal(values: readonly string[], name: string): ',' | undefined {
    const withPoint = values.filter((value) => parseNumber(value, { decimal: '.' }) === null).length
    const withComma = values.filter((value) => parseNumber(value, { decimal: ',' }) === null).length
    if (withPoint === 0 && (withComma > 0 || !values.some((value) => /\d,\d{3}/.test(value)))) return undefined
    if (withPoint === 0)
      questions.push(
        `"${name}": are the commas in ${JSON.stringify(values[0])} between thousands? If they are decimal, set "decimal": ",".`,
      )
    return withComma < withPoint ? ',' : undefined
  }

  function tellDateFormat(values: readonly string[], name: string): 'DD/MM/YYYY' | 'MM/DD/YYYY' | null {
    if (!values.some(isAmbiguousDate)) return null
    const fits = (format: 'DD/MM/YYYY' | 'MM/DD/YYYY') => values.every((value) => parseDate(value, format) !== null)
    if (fits('DD/MM/YYYY') !== fits('MM/DD/YYYY')) return fits('DD/MM/YYYY') ? 'DD/MM/YYYY' : 'MM/DD/YYYY'
    questions.push(
      `"${name}": is the day or the month first in ${JSON.stringify(values.find(isAmbiguousDate))}? Set "format" to "DD/MM/YYYY" or "MM/DD/YYYY".`,
    )
    return null
  }

  function proposeKey(all: readonly ColumnDescription[]): string {
    const byFolded = new Map(all.map((column) => [foldName(column.name), column]))
    const found = keyNames.map((name) => byFolded.get(name)).find((column) => column !== undefined && column.filled > 0)
    if (found !== undefined) return found.name
    questions.push(
      'key: which column is different in every row and stays the same the next time? (Several together: {"parts": ["a", "b"]}.)',
    )
    return all[0]?.name ?? 'id'
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
      const place =
        matched.get('address.unparsedAddress') ?? matched.get('address.street') ?? matched.get('address.city')
      fields.title = { template: place === undefined ? 'Property' : `Property, {${place}}` }
      questions.push('fields.title: no column tells it; a template makes one of other columns.')
    }
    for (const field of ['listPrice.amount', 'address.city'] as const)
      if (fields[field] === undefined)
        questions.push(
          `fields."${field}" is needed, and no column looks like it: add {"column": "..."} or {"constant": "..."}.`,
        )
  }
}

/** Columns that are called like an attribute of the catalogue, in any of its languages. */
function proposeAttributes(columns: readonly ColumnDescription[]): Record<string, Rule> {
  const kinds = { BOOLEAN: 'boolean', NUMBER: 'number', TEXT: 'text', LIST: 'list', DATE: 'date' } as const
  const free = new Map(columns.filter(({ filled }) => filled > 0).map(({ name }) => [foldName(name), name]))
  const rules: Record<string, Rule> = {}
  for (const { key, labels, synonyms, valueType, unit } of loadCatalogueFile().definitions) {
    const found = [key, `attributes.${key}`, ...Object.values(labels), ...Object.values(synonyms).flat()]
      .map(foldName)
      .find((name) => free.has(name))
    if (found === undefined) continue
    const given = free.get(found) as string
    free.delete(found)
    const isFeet = unit === 'm2' && /sq\.?\s*f|square\s*f/i.test(given)
    rules[key] = { column: given, to: kinds[valueType], ...(isFeet && { unit: '[sft_i]' }) }
  }
  return rules
}

function tellUnit(field: ImportField, name: string): string | null {
  if (field !== 'livingArea' && field !== 'lotSizeArea') return null
  if (/sq\.?[\s_]*f|square[\s_]*f/i.test(name)) return '[sft_i]'
  return /acre/i.test(name) ? '[acr_us]' : null
}
