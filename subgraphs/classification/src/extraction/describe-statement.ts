import type { AttributeCondition, NumberRange } from './extraction.ts'
import type { Statement } from './fact.ts'

/** The filter field that a statement sets and its value in words that a person can check: "at most 2000 USD", "3", "dogs". */
export function describeStatement(
  statement: Statement,
): { readonly field: string; readonly value: string } | undefined {
  switch (statement.kind) {
    case 'range': {
      const value = describeRange(statement.range)
      return {
        field: statement.field,
        value: statement.currency === undefined ? value : `${value} ${statement.currency}`,
      }
    }
    case 'intent':
      return { field: 'listingIntent', value: statement.intent }
    case 'types':
      return { field: 'propertyType', value: statement.types.join(' or ') }
    case 'place':
      return { field: statement.field, value: statement.value }
    case 'excluded':
      return { field: `not.${statement.field}`, value: `${statement.value} (understood, but not excluded)` }
    case 'attribute':
      return { field: `attributes.${statement.condition.key}`, value: describeCondition(statement.condition) }
    case 'nothing':
      return undefined
  }
}

function describeRange({ gte, lte }: NumberRange): string {
  if (gte === undefined) return `at most ${lte}`
  if (lte === undefined) return `at least ${gte}`
  return gte === lte ? `${gte}` : `${gte} to ${lte}`
}

function describeCondition(condition: AttributeCondition): string {
  if (condition.eq === true) return 'yes'
  if (condition.eq === false) return 'no'
  if (condition.eq !== undefined) return `${condition.eq}`
  if (condition.in !== undefined) return condition.in.join(' or ')
  if (condition.exists !== undefined) return condition.exists ? 'present' : 'absent'
  return `${condition.gte === undefined ? 'at most' : 'at least'} ${condition.gte ?? condition.lte}`
}
