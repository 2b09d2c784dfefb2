import { existsSync, readFileSync } from 'node:fs'
import { extractAttributes } from '@ree-ai/classification/extraction/extract-attributes'
import type { ExtractedFilter, Gazetteer } from '@ree-ai/classification/extraction/extraction'
import { parse } from 'csv-parse/sync'
import type { EvalRow } from './eval-row.ts'

type SearchTruth = {
  readonly property_type?: string
  readonly location?: string
  readonly budget?: number
  readonly budget_type?: string
  readonly bedrooms?: number
  readonly bathrooms?: number
  readonly parking?: number
  readonly features?: readonly string[]
}

const searchTypes: Readonly<Record<string, string>> = {
  House: 'HOUSE',
  Apartment: 'APARTMENT',
  Unit: 'APARTMENT',
  Studio: 'APARTMENT',
  Townhouse: 'TOWNHOUSE',
}
const searchFeatures: Readonly<Record<string, string>> = {
  Pool: 'pool',
  Balcony: 'balcony',
  'Water View': 'waterView',
  'Pet Friendly': 'petsAllowed',
  'New Build': 'condition',
}

/** Typed searches: each fact right, wrongly added ones counted as wrong; and queries with every fact right. */
export function evaluatePropertySearch(file: string): readonly EvalRow[] {
  if (!existsSync(file)) return []
  const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly {
    readonly query: string
    readonly truth: SearchTruth
  }[]
  const gazetteer: Gazetteer = { cities: [...new Set(cases.flatMap(({ truth }) => truth.location ?? []))] }
  const counts = new Map<string, Count>()
  let allRight = 0
  for (const { query, truth } of cases) {
    const { filter } = extractAttributes(query, gazetteer)
    const facts = searchFacts(filter, truth)
    for (const [field, { expected, got }] of Object.entries(facts)) tally(counts, field, expected, got)
    if (Object.values(facts).every(({ expected, got }) => expected === got)) allRight++
  }
  const source = 'property-search-nlp, 20 queries, MIT; no figure published'
  return [
    row('property-search', 'queries with all facts right', allRight / cases.length, source),
    ...[...counts].map(([field, count]) => row('property-search', `${field} F1`, f1(count), source)),
  ]
}

function searchFacts(filter: ExtractedFilter, truth: SearchTruth) {
  const budget =
    truth.budget === undefined ? undefined : truth.budget_type === 'around' ? `~${truth.budget}` : `${truth.budget}`
  const { gte, lte } = filter.listPrice ?? {}
  const gotBudget = gte !== undefined && lte !== undefined ? `~${Math.round((gte + lte) / 2)}` : lte
  const isStudio = truth.property_type === 'Studio'
  const parking = filter.attributes?.find(({ key }) => key === 'parkingTotal')?.gte
  const features = (truth.features ?? []).flatMap((feature) => searchFeatures[feature] ?? [])
  const found = (filter.attributes ?? [])
    .map(({ key }) => key)
    .filter((key) => Object.values(searchFeatures).includes(key))
  return {
    type: { expected: searchTypes[truth.property_type ?? ''], got: filter.propertyType?.join() },
    location: { expected: truth.location, got: filter.city?.join() },
    budget: { expected: budget, got: gotBudget === undefined ? undefined : `${gotBudget}` },
    bedrooms: { expected: text(isStudio ? 0 : truth.bedrooms), got: text(filter.bedroomsTotal?.gte) },
    bathrooms: { expected: text(truth.bathrooms), got: text(filter.bathroomsTotal?.gte) },
    parking: { expected: text(truth.parking), got: text(typeof parking === 'number' ? parking : undefined) },
    features: { expected: features.sort().join() || undefined, got: found.sort().join() || undefined },
  }
}

type SgdTurn = {
  readonly utterance: string
  readonly new_slots: Readonly<Record<string, readonly string[]>>
  readonly state: Readonly<Record<string, readonly string[]>>
  readonly spans: readonly { readonly slot: string; readonly text: string }[]
}

const sgdSlots = ['number_of_beds', 'number_of_baths', 'area', 'pets_allowed', 'furnished'] as const

/**
 * Turns of conversations: the facts that a turn newly says. A fact that repeats what the conversation already knows is neither
 * right nor wrong; an area counts where the turn itself names it.
 */
export function evaluateSgdHomes(file: string, dataset: string): readonly EvalRow[] {
  if (!existsSync(file)) return []
  const turns = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as SgdTurn)
  const areas = turns.flatMap(({ spans }) => spans.filter(({ slot }) => slot === 'area').map((span) => span.text))
  const gazetteer: Gazetteer = { cities: [...new Set(areas.map((area) => area.toLowerCase()))] }
  const counts = new Map<string, Count>()
  for (const turn of turns) {
    const { filter } = extractAttributes(turn.utterance, gazetteer)
    const named = turn.spans.find(({ slot }) => slot === 'area')?.text.toLowerCase()
    for (const slot of sgdSlots) {
      const expected = slot === 'area' ? named : turn.new_slots[slot]?.[0]
      const got = sgdValue(filter, slot)
      const isKnown =
        expected === undefined &&
        got !== undefined &&
        turn.state[slot]?.some((value) => value.toLowerCase() === got.toLowerCase())
      if (isKnown !== true) tally(counts, slot, expected, got)
    }
  }
  const source = 'Schema-Guided Dialogue, Homes_1, CC BY-SA 4.0; no slot figure published for single turns'
  return [...counts].flatMap(([slot, count]) => [
    row(dataset, `${slot} F1`, f1(count), source),
    row(dataset, `${slot} precision`, count.right / Math.max(1, count.right + count.wrong), source),
  ])
}

function sgdValue(filter: ExtractedFilter, slot: (typeof sgdSlots)[number]): string | undefined {
  const attribute = (key: string) => filter.attributes?.find((condition) => condition.key === key)
  const pets = attribute('petsAllowed')
  const furnished = attribute('furnished')
  switch (slot) {
    case 'number_of_beds':
      return text(filter.bedroomsTotal?.gte ?? filter.bedroomsTotal?.lte)
    case 'number_of_baths':
      return text(filter.bathroomsTotal?.gte ?? filter.bathroomsTotal?.lte)
    case 'area':
      return filter.city?.[0]
    case 'pets_allowed':
      return pets === undefined ? undefined : pets.eq === 'none' ? 'False' : 'True'
    case 'furnished':
      return furnished === undefined ? undefined : furnished.eq === true ? 'True' : 'False'
  }
}

/** Advertisements in prose (without the two thirds that are one template): whether what is read is what the row says. */
export function evaluateUciProse(file: string): readonly EvalRow[] {
  if (!existsSync(file)) return []
  const rows = parse(readFileSync(file), { columns: true, relax_quotes: true }) as readonly Readonly<
    Record<string, string>
  >[]
  const prose = rows.filter(({ body }) => body !== undefined && !body.includes('This unit is located at'))
  const counts = new Map<string, Count>()
  let mostMs = 0
  const startedAt = performance.now()
  for (const { title = '', body = '', bedrooms, bathrooms } of prose) {
    const readAt = performance.now()
    const { filter } = extractAttributes(`${title}. ${body}`, {})
    mostMs = Math.max(mostMs, performance.now() - readAt)
    for (const [field, truth, range] of [
      ['bedrooms', bedrooms, filter.bedroomsTotal],
      ['bathrooms', bathrooms, filter.bathroomsTotal],
    ] as const) {
      if (truth === undefined || truth === '' || truth === 'null') continue
      const isSingle = range?.gte !== undefined && range.gte === range.lte
      tally(counts, field, text(Number(truth)), isSingle ? text(range.gte) : undefined)
    }
  }
  const source = 'UCI 10.24432/C5X623, bodies in prose, CC BY 4.0; no figure published'
  return [
    ...[...counts].flatMap(([field, count]) => [
      row(
        'uci-apartments prose',
        `${field} read, of rows that have one`,
        (count.right + count.wrong) / count.expected,
        source,
      ),
      row(
        'uci-apartments prose',
        `${field} right, of those read`,
        count.right / Math.max(1, count.right + count.wrong),
        source,
      ),
    ]),
    row('uci-apartments prose', 'mean ms a text', (performance.now() - startedAt) / Math.max(1, prose.length), source),
    row('uci-apartments prose', 'most ms a text', mostMs, source),
  ]
}

type Count = { right: number; wrong: number; expected: number }

function tally(counts: Map<string, Count>, field: string, expected: string | undefined, got: string | undefined): void {
  const count = counts.get(field) ?? { right: 0, wrong: 0, expected: 0 }
  counts.set(field, count)
  if (expected !== undefined) count.expected++
  if (got === undefined) return
  if (got.toLowerCase() === expected?.toLowerCase()) count.right++
  else count.wrong++
}

function f1({ right, wrong, expected }: Count): number {
  return right === 0 ? 0 : (2 * right) / (right + wrong + expected)
}

function row(dataset: string, metric: string, value: number, source: string): EvalRow {
  return { dataset, metric, value, reference: undefined, source }
}

function text(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `${value}`
}
