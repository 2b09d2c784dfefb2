import { convertUnit } from '../attribute/convert-unit.ts'
import { falseTexts, trueTexts } from '../read-yes-no.ts'
import { lowerTexts } from './lower-texts.ts'
import type { Given, Rule } from './mapping.ts'
import { isAmbiguousDate, parseDate } from './parse-date.ts'
import { explainNumber, parseNumber } from './parse-number.ts'
import { checkLength, listMax, measureValue } from './row-work.ts'
import { stripHtml } from './strip-html.ts'

const missingTexts = ['null', 'n/a', 'na']

/** A value as a listing takes it; photos are the only list of anything but text. */
export type Converted = string | number | boolean | readonly unknown[]

/** A moment is a date that keeps its time where it has one, as only `listedAt` does. */
export type Kind = NonNullable<Rule['to']> | 'moment'
/** What comes of a value: a value, nothing (it means "not known"), or the reason why it cannot be used. */
export type Outcome = { readonly value: Converted | null } | { readonly reason: string }

/** Takes a value through a rule's steps, each of which is linear in it. `unit` is the one to end in, where the rule names the one it starts from. */
export function convertValue(given: Given, rule: Rule, kind: Kind, unit: string | null): Outcome {
  if (given === null || isMissing(given, rule)) return { value: null }
  const cleaned = typeof given === 'string' ? cleanText(given, rule) : given
  if (cleaned === '') return { value: null }
  const mapped = rule.map === undefined ? { value: cleaned } : mapValue(cleaned, rule)
  if ('reason' in mapped || mapped.value === null) return mapped
  const converted = toKind(mapped.value, rule, kind)
  if ('reason' in converted || typeof converted.value !== 'number') return converted
  return { value: scale(converted.value, rule, unit) }
}

function isMissing(given: Given, rule: Rule): boolean {
  return lowerTexts(rule.missing ?? missingTexts).has(String(given).toLowerCase())
}

function cleanText(text: string, rule: Rule): string {
  const plain = (rule.html === 'strip' ? stripHtml(text) : text).trim()
  if (rule.letters === 'lower') return plain.toLowerCase()
  if (rule.letters !== 'title') return plain
  return plain.toLowerCase().replace(/(^|[\s/(-])\p{L}/gu, (start) => start.toUpperCase())
}

function mapValue(value: Exclude<Given, null>, rule: Rule): { readonly value: Given } | { readonly reason: string } {
  const text = String(value).toLowerCase()
  const entry = lowerKeys(rule.map ?? {}).get(text)
  if (entry !== undefined) return { value: entry }
  if (rule.otherwise === 'keep') return { value }
  if (rule.otherwise === 'drop') return { value: null }
  return { reason: `${quote(value)} is not one of the values that the mapping knows.` }
}

const loweredMaps = new WeakMap<object, ReadonlyMap<string, Exclude<Given, null>>>()

/** A mapping's `map` without regard to case; of two keys that differ only by it the first counts. */
function lowerKeys(map: NonNullable<Rule['map']>): ReadonlyMap<string, Exclude<Given, null>> {
  const known = loweredMaps.get(map)
  if (known !== undefined) return known
  const entries = Object.entries(map).map(([key, value]) => [key.toLowerCase(), value] as const)
  const made = new Map(entries.reverse())
  loweredMaps.set(map, made)
  return made
}

function toKind(value: Exclude<Given, null>, rule: Rule, kind: Kind): Outcome {
  if (kind === 'list') return toList(value, rule)
  if (Array.isArray(value)) return { reason: 'is a list where one value is needed.' }
  const text = String(value).trim()
  if (kind === 'text') return { value: text }
  if (kind === 'boolean') {
    const word = text.toLowerCase()
    if (lowerTexts(rule.true ?? trueTexts).has(word)) return { value: true }
    if (lowerTexts(rule.false ?? falseTexts).has(word)) return { value: false }
    return { reason: `${quote(value)} is neither yes nor no.` }
  }
  if (kind === 'date') {
    const date = parseDate(text, rule.format)
    return date === null ? { reason: explainDate(text, rule) } : { value: date }
  }
  if (kind === 'moment') return readMoment(text, rule)
  const number = typeof value === 'number' ? value : parseNumber(text, rule)
  if (number === null || !Number.isFinite(number))
    return { reason: `${quote(value)} is not a number${explainNumber(text, rule)}.` }
  if (kind === 'integer' && !Number.isInteger(number)) return { reason: `${quote(value)} is not a whole number.` }
  return { value: number }
}

/** A moment as ISO 8601 in UTC, or a date as `YYYY-MM-DD`. */
function readMoment(text: string, rule: Rule): Outcome {
  const isMoment =
    rule.format === undefined && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)
  const timeMs = isMoment ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(timeMs)) return { value: new Date(timeMs).toISOString() }
  const date = parseDate(text, rule.format)
  return date === null ? { reason: explainDate(text, rule) } : { value: date }
}

function explainDate(text: string, rule: Rule): string {
  if (rule.format !== undefined) return `${quote(text)} is not a date as ${rule.format}.`
  if (!isAmbiguousDate(text)) return `${quote(text)} is not a date.`
  return `${quote(text)} has two readings: the mapping must say "format": "DD/MM/YYYY" or "MM/DD/YYYY".`
}

function toList(value: Exclude<Given, null>, rule: Rule): Outcome {
  const items = Array.isArray(value) ? value : readList(String(value), rule.separator ?? ',')
  if (items === null) return { reason: `${quote(String(value))} is not a JSON list.` }
  const reason = checkLength(measureValue(items), listMax)
  if (reason !== null) return { reason }
  const kept = items.filter((item) => item !== null && item !== '')
  return { value: kept.length === 0 ? null : kept }
}

/** A JSON list, however deeply nested, or texts with a separator between. Null when it begins like a JSON list and is none. */
export function readList(text: string, separator: string): readonly unknown[] | null {
  if (!text.startsWith('[')) return text.split(separator).map((item) => item.trim())
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list : null
  } catch {
    return null
  }
}

function scale(value: number, rule: Rule, unit: string | null): number {
  const multiplied = rule.multiply === undefined ? value : value * rule.multiply
  const converted =
    rule.unit !== undefined && unit !== null ? (convertUnit(multiplied, rule.unit, unit) ?? Number.NaN) : multiplied
  return rule.round === undefined ? converted : Number(converted.toFixed(rule.round))
}

function quote(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 60))
}
