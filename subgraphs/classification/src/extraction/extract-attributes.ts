import { assembleFilter } from './assemble-filter.ts'
import { compileGazetteer } from './compile-gazetteer.ts'
import { describeStatement } from './describe-statement.ts'
import type { AttributeExtraction, ExtractedFilter, ExtractedSpan, Gazetteer } from './extraction.ts'
import type { Fact } from './fact.ts'
import { findRemainder } from './find-remainder.ts'
import { inferIntent } from './infer-intent.ts'
import { lexiconTrie } from './lexicon/lexicon-trie.ts'
import { readFacts } from './read-facts.ts'
import { createReading, type Reading } from './reading.ts'
import { scanTokens } from './scan-tokens.ts'

export const extractionLengthMax = 20_000

export type ExtractionOptions = {
  /** The day it is, ISO 8601. Without it "available now" and dates without a year are left unread. */
  readonly today?: string
}

/**
 * Plain language as conditions. Reads English thoroughly and the commonest forms of Spanish, French, German and Vietnamese,
 * mixed as people mix them. Text after the first 20,000 characters is not read. Deterministic; time is linear in the text.
 *
 * A listing intent that is not said but that the price leaves no doubt about is set too, with a span on the price whose
 * value ends in "(inferred)". `remainder` is what was not understood, without fillers, and empty when all was.
 */
export function extractAttributes(
  text: string,
  gazetteer: Gazetteer,
  options: ExtractionOptions = {},
): AttributeExtraction {
  const bounded = text.length > extractionLengthMax ? text.slice(0, extractionLengthMax) : text
  const compiled = compileGazetteer(gazetteer)
  const reading = createReading(scanTokens(bounded), [lexiconTrie, compiled.attributes])
  const facts = readFacts(reading, compiled, options.today).map((fact) => nameDollar(fact, compiled.dollarCurrency))
  const { filter: said, used } = assembleFilter(reading, facts)
  const inferred = inferIntent(said)
  const filter: ExtractedFilter = inferred === undefined ? said : { listingIntent: inferred, ...said }
  const spans = used.flatMap((fact) => toSpan(reading, fact))
  const price = spans.find((span) => span.field === 'listPrice')
  if (inferred !== undefined && price !== undefined) {
    spans.push({ ...price, field: 'listingIntent', value: `${inferred} (inferred)` })
  }
  return {
    filter,
    attributes: filter.attributes ?? [],
    spans: withinFilter(spans, filter),
    remainder: findRemainder(bounded, reading, used),
  }
}

function toSpan(reading: Reading, fact: Fact): ExtractedSpan[] {
  const described = describeStatement(fact.statement)
  const first = reading.tokens[fact.from]
  const last = reading.tokens[fact.to - 1]
  if (described === undefined || first === undefined || last === undefined) return []
  return [{ start: first.start, end: last.end, ...described }]
}

/** Land's area was read before its type was known; a span tells the field that was set in the end. */
function withinFilter(spans: readonly ExtractedSpan[], filter: ExtractedFilter): readonly ExtractedSpan[] {
  const isMoved = filter.livingArea === undefined && filter.lotSizeArea !== undefined
  const renamed = spans.map((span) =>
    isMoved && span.field === 'livingArea' ? { ...span, field: 'lotSizeArea' } : span,
  )
  const isUndecided = filter.listingIntent === undefined
  return renamed
    .filter((span) => !(isUndecided && span.field === 'listingIntent'))
    .sort((a, b) => a.start - b.start || a.end - b.end)
}

function nameDollar(fact: Fact, currency: string): Fact {
  const { statement } = fact
  return statement.kind === 'range' && statement.currency === '$'
    ? { ...fact, statement: { ...statement, currency } }
    : fact
}
