import type { CompiledGazetteer } from './compile-gazetteer.ts'
import type { Fact } from './fact.ts'
import { findAsked } from './find-asked.ts'
import { readDetail } from './read-detail.ts'
import { readPhrase } from './read-phrase.ts'
import { readPlace, skipUnknownPlace } from './read-place.ts'
import { readQuantity } from './read-quantity.ts'
import { readYear } from './read-year.ts'
import type { Reading } from './reading.ts'
import { keepScope, openScope, type Scope } from './scope.ts'

/** Every statement of a text in order of place, each token read once: time is linear in the text. */
export function readFacts(reading: Reading, gazetteer: CompiledGazetteer, today: string | undefined): readonly Fact[] {
  const { tokens } = reading
  const asked = findAsked(reading)
  const facts: Fact[] = []
  let scope: Scope | undefined
  let index = 0
  while (index < tokens.length) {
    scope = keepScope(reading, scope, index)
    const finding = readAt(reading, index, gazetteer, scope, today)
    if (finding !== undefined) {
      // A value in a negated phrase ("not the ground floor") is understood, but there is no condition that says so.
      const isNegated = scope?.kind === 'negation' || scope?.kind === 'unneeded'
      facts.push(...(isNegated ? finding.facts.flatMap(exclude) : finding.facts))
      scope = undefined
      index = Math.max(index + 1, finding.end)
      continue
    }
    const blocked = reading.blockedLength(index)
    if (blocked > 0) {
      index += blocked
      continue
    }
    const phrase = readPhrase(reading, index, scope, asked[index] === true)
    const opened = openScope(reading, index)
    if (opened !== undefined && (phrase === undefined || phrase.end - index < opened.length)) {
      scope = opened.scope
      index += opened.length
      continue
    }
    if (phrase !== undefined) {
      facts.push(...phrase.facts)
      scope = extend(scope, phrase.closesScope, phrase.end)
      index = phrase.end
      continue
    }
    index += reading.find(index, 'filler')?.length ?? 1
  }
  return facts
}

/** Of negated facts places are told: a searcher who names one has to see that it does not count. */
function exclude({ statement, ...tokens }: Fact): readonly Fact[] {
  return statement.kind === 'place' ? [{ ...tokens, statement: { ...statement, kind: 'excluded' } }] : []
}

function readAt(
  reading: Reading,
  index: number,
  gazetteer: CompiledGazetteer,
  scope: Scope | undefined,
  today: string | undefined,
) {
  const place = readPlace(reading, index, gazetteer.places)
  if (place !== undefined) return place
  const unknown = skipUnknownPlace(reading, index)
  if (unknown !== undefined) return { facts: [], end: unknown }
  // After "no" and "without" a number is no wish: "no 2 bed flats".
  if (scope?.kind === 'unneeded') return undefined
  return readYear(reading, index) ?? readDetail(reading, index, today) ?? readQuantity(reading, index)
}

/** A scope reaches on over "or": "no pets or pool". */
function extend(scope: Scope | undefined, isClosed: boolean, end: number): Scope | undefined {
  if (scope === undefined || isClosed) return undefined
  return { ...scope, from: end + 1, until: end + 3 }
}
