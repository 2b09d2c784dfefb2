import { convertUnit } from '../attribute/convert-unit.ts'
import type { Given, Rule } from './mapping.ts'
import { parseDate } from './parse-date.ts'
import { parseNumber } from './parse-number.ts'
import { stripHtml } from './strip-html.ts'

/** A value as a listing takes it; photos are the only list of anything but text. */
export type Converted = string | number | boolean | readonly unknown[]

type Kind = NonNullable<Rule['to']>
/** What comes of a value: a value, nothing (it means "not known"), or the reason why it cannot be used. */
export type Outcome = { readonly value: Converted | null } | { readonly reason: string }

const trueTexts = ['1', '1.0', 't', 'true', 'y', 'yes']
const falseTexts = ['0', '0.0', 'f', 'false', 'n', 'no']

/** Takes a value through a rule's steps. `unit` is the one to end in, where the rule names the one it starts from. */
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
  const text = String(given).toLowerCase()
  return (rule.missing ?? ['null', 'n/a', 'na']).some((one) => one.toLowerCase() === text)
}

function cleanText(text: string, rule: Rule): string {
  const plain = (rule.html === 'strip' ? stripHtml(text) : text).trim()
  if (rule.letters === 'lower') return plain.toLowerCase()
  if (rule.letters !== 'title') return plain
  return plain.toLowerCase().replace(/(^|[\s/(-])\p{L}/gu, (start) => start.toUpperCase())
}

function mapValue(value: Exclude<Given, null>, rule: Rule): { readonly value: Given } | { readonly reason: string } {
  const text = String(value).toLowerCase()
  const entry = Object.entries(rule.map ?? {}).find(([key]) => key.toLowerCase() === text)
  if (entry !== undefined) return { value: entry[1] }
  if (rule.otherwise === 'keep') return { value }
  if (rule.otherwise === 'drop') return { value: null }
  return { reason: `${quote(value)} is not one of the values that the mapping knows.` }
}

function toKind(value: Exclude<Given, null>, rule: Rule, kind: Kind): Outcome {
  if (kind === 'list') return toList(value, rule)
  if (Array.isArray(value)) return { reason: 'is a list where one value is needed.' }
  const text = String(value).trim()
  if (kind === 'text') return { value: text }
  if (kind === 'boolean') {
    if ((rule.true ?? trueTexts).some((one) => one.toLowerCase() === text.toLowerCase())) return { value: true }
    if ((rule.false ?? falseTexts).some((one) => one.toLowerCase() === text.toLowerCase())) return { value: false }
    return { reason: `${quote(value)} is neither yes nor no.` }
  }
  if (kind === 'date') {
    const date = parseDate(text, rule.format ?? 'YYYY-MM-DD')
    return date === null
      ? { reason: `${quote(value)} is not a date as ${rule.format ?? 'YYYY-MM-DD'}.` }
      : { value: date }
  }
  const number = typeof value === 'number' ? value : parseNumber(text, rule)
  if (number === null || !Number.isFinite(number)) return { reason: `${quote(value)} is not a number.` }
  if (kind === 'integer' && !Number.isInteger(number)) return { reason: `${quote(value)} is not a whole number.` }
  return { value: number }
}

function toList(value: Exclude<Given, null>, rule: Rule): Outcome {
  const items = Array.isArray(value) ? value : readList(String(value), rule.separator ?? ',')
  if (items === null) return { reason: `${quote(String(value))} is not a JSON list.` }
  const kept = items.filter((item) => item !== null && item !== '')
  return { value: kept.length === 0 ? null : kept }
}

/** A JSON list, or texts with a separator between. Null when it begins like a JSON list and is none. */
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
