import {
  askedAttributes,
  attributesEnough,
  basicRules,
  type CategoryName,
  categoryWeights,
  type FieldRule,
  locationRules,
  photosEnough,
  priceRules,
  sizeRules,
} from './completeness-rules.ts'
import type { ListingFacts } from './listing-facts.ts'

export type CompletenessLevel = 'EXCELLENT' | 'GOOD' | 'FAIR' | 'POOR'

export type CompletenessReport = {
  /** 0 to 100, one decimal. */
  readonly score: number
  readonly level: CompletenessLevel
  /** A score of 60 with title, type, price and city. */
  readonly publishable: boolean
  readonly categories: readonly {
    readonly name: CategoryName
    readonly weight: number
    readonly score: number
    readonly missing: readonly string[]
  }[]
  /** At most five, the one that adds most to the score first; what keeps it from being published before all else. */
  readonly nextQuestions: readonly { readonly field: string; readonly question: string }[]
}

const required = ['propertyType', 'title', 'listPrice', 'address.city']
const publishableMin = 60
const questionsMax = 5
/** A description of so many characters counts in full, a shorter one in proportion. */
const descriptionEnough = 200

/** How complete a listing is, by the weights and thresholds of domain.md, and what to ask next, by property type. */
export function assessCompleteness(facts: ListingFacts): CompletenessReport {
  const filled = findFilled(facts)
  const description = Math.min(1, (facts.description?.trim().length ?? 0) / descriptionEnough)
  const share = (rule: FieldRule) => (rule.field === 'description' ? description : filled.has(rule.field) ? 1 : 0)
  const rated = {
    BASIC: rateFields(basicRules, share),
    LOCATION: rateFields(locationRules, share),
    SIZE: rateFields(sizeRules(facts.propertyType), share),
    PRICE: rateFields(priceRules, share),
    FEATURES: rateFeatures(facts, filled),
    MEDIA: rateMedia(filled),
  } satisfies Record<CategoryName, Rating>

  const names = Object.keys(rated) as readonly CategoryName[]
  const categories = names.map((name) => ({
    name,
    weight: categoryWeights[name],
    score: toTenth(rated[name].share * 100),
    missing: rated[name].open.map(({ field }) => field),
  }))
  const score = toTenth(100 * names.reduce((sum, name) => sum + categoryWeights[name] * rated[name].share, 0))
  const questions = names
    .flatMap((name) => rated[name].open.map((open) => ({ ...open, gain: open.gain * categoryWeights[name] })))
    .sort((a, b) => Number(required.includes(b.field)) - Number(required.includes(a.field)) || b.gain - a.gain)
  return {
    score,
    level: toLevel(score),
    publishable: score >= publishableMin && required.every((field) => filled.has(field)),
    categories,
    nextQuestions: questions.slice(0, questionsMax).map(({ field, question }) => ({ field, question })),
  }
}

/** `share` is how complete a category is, 0 to 1; `gain` is how much of it an answer adds. */
type Rating = {
  readonly share: number
  readonly open: readonly { readonly field: string; readonly question: string; readonly gain: number }[]
}

function rateFields(rules: readonly FieldRule[], shareOf: (rule: FieldRule) => number): Rating {
  return {
    share: rules.reduce((sum, rule) => sum + rule.share * shareOf(rule), 0),
    open: rules
      .filter((rule) => shareOf(rule) < 1)
      .map((rule) => ({ field: rule.field, question: rule.question, gain: rule.share * (1 - shareOf(rule)) })),
  }
}

function rateFeatures(facts: ListingFacts, filled: ReadonlySet<string>): Rating {
  const count = [...filled].filter((field) => field.startsWith('attributes.')).length
  const share = Math.min(1, count / attributesEnough)
  if (share === 1) return { share, open: [] }
  const asked = askedAttributes[facts.propertyType ?? 'OTHER']
  const open = asked
    .filter(([key]) => !filled.has(`attributes.${key}`))
    // All add alike; those asked about more often come first.
    .map(([key, question], i) => ({ field: `attributes.${key}`, question, gain: (1 - i / 100) / attributesEnough }))
  return { share, open }
}

function rateMedia(filled: ReadonlySet<string>): Rating {
  const count = [...filled].filter((field) => field.startsWith('photos.')).length
  const share = Math.min(1, count / photosEnough)
  const question = count === 0 ? 'Can you add photos?' : 'Can you add more photos?'
  return { share, open: share === 1 ? [] : [{ field: 'photos', question, gain: 1 - share }] }
}

function findFilled(facts: ListingFacts): ReadonlySet<string> {
  const filled = new Set(facts.filledFields)
  for (const field of ['title', 'description', 'propertyType'] as const) {
    if ((facts[field] ?? '').trim() !== '') filled.add(field)
    else filled.delete(field)
  }
  return filled
}

function toLevel(score: number): CompletenessLevel {
  if (score >= 85) return 'EXCELLENT'
  if (score >= 70) return 'GOOD'
  return score >= 50 ? 'FAIR' : 'POOR'
}

function toTenth(value: number): number {
  return Math.round(value * 10) / 10
}
