import type { AttributeCondition } from './extraction.ts'
import type { Fact, Finding, Statement } from './fact.ts'
import type { Reading } from './reading.ts'
import type { Scope } from './scope.ts'

/** What a phrase of the tables means at a place, given the scope it stands in. `closesScope` unless more may follow ("no pets or smoking"). */
export type PhraseFinding = Finding & { readonly closesScope: boolean }

/** The longest of the offer ("for rent"), type ("terraced house") and amenity ("dogs welcome") phrases at token `index`. */
export function readPhrase(
  reading: Reading,
  index: number,
  scope: Scope | undefined,
  isAsked: boolean,
): PhraseFinding | undefined {
  const intent = reading.find(index, 'intent')
  const type = reading.find(index, 'type')
  const amenity = reading.find(index, 'amenity')
  const length = Math.max(intent?.length ?? 0, type?.length ?? 0, amenity?.length ?? 0)
  if (length === 0) return undefined
  const end = index + length
  const unread: PhraseFinding = { facts: [], end, closesScope: true }

  if (intent?.length === length) {
    const { intent: value, strength } = intent.sense
    const facts = [...one(index, end, { kind: 'intent', intent: value, strength }).facts]
    // One phrase may say both: "bán nhà", to sell a house.
    if (type?.length === length)
      facts.push({ from: index, to: end, statement: { kind: 'types', types: type.sense.types } })
    return { facts, end, closesScope: false }
  }
  if (type?.length === length && !(amenity?.length === length && scope?.kind === 'negation')) {
    if (scope !== undefined) return unread
    const facts: Fact[] = [{ from: index, to: end, statement: { kind: 'types', types: type.sense.types } }]
    const { bedrooms } = type.sense
    if (bedrooms !== undefined) {
      facts.push({
        from: index,
        to: end,
        statement: { kind: 'range', field: 'bedroomsTotal', range: { gte: bedrooms, lte: bedrooms } },
      })
    }
    return { facts, end, closesScope: true }
  }
  if (amenity === undefined || isAsked) return unread
  return readAmenity(reading, index, end, amenity.sense.conditions, amenity.sense.isShareable, scope)
}

function readAmenity(
  reading: Reading,
  index: number,
  end: number,
  conditions: readonly AttributeCondition[],
  isShareable: boolean,
  scope: Scope | undefined,
): PhraseFinding {
  const unread: PhraseFinding = { facts: [], end, closesScope: true }
  if (scope?.kind === 'away' || (scope?.kind === 'shared' && !isShareable)) return unread
  const notOwn = reading.find(end, 'notOwnAfter')
  if (notOwn !== undefined) return { ...unread, end: end + notOwn.length }
  const from = scope?.kind === 'negation' || scope?.kind === 'unneeded' ? scope.from : index
  const closesScope = reading.find(end, 'or') === undefined || reading.tokens[end]?.folded === ','
  if (scope?.kind === 'unneeded') return { ...one(from, end, { kind: 'nothing' }), closesScope }

  const after = negationAfter(reading, end)
  const isNegated = scope?.kind === 'negation' || after > end
  const statements: Statement[] = []
  for (const condition of conditions) {
    const said = isNegated ? negate(condition) : condition
    if (said !== undefined) statements.push({ kind: 'attribute', condition: said })
  }
  if (statements.length === 0) return unread
  const to = Math.max(end, after)
  return { facts: statements.map((statement) => ({ from, to, statement })), end: to, closesScope }
}

function negationAfter(reading: Reading, index: number): number {
  const found = reading.find(index, 'negationAfter')
  return found === undefined ? index : index + found.length
}

/** The opposite condition, where there is one that can be filtered by. "No dogs" leaves cats open and has none. */
function negate(condition: AttributeCondition): AttributeCondition | undefined {
  const { key, eq } = condition
  if (typeof eq === 'boolean') return { key, eq: !eq }
  if (key === 'parkingTotal') return { key, eq: 0 }
  if (key === 'petsAllowed' && condition.in !== undefined) return { key, eq: 'none' }
  if (condition.exists === true) return { key, exists: false }
  return undefined
}

function one(from: number, to: number, statement: Statement): Finding {
  return { facts: [{ from, to, statement }], end: to }
}
