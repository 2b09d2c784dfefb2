import { type Converted, convertValue, type Outcome } from './convert-value.ts'
import type { Given, Rule } from './mapping.ts'
import { meets } from './meets.ts'
import type { Columns } from './read-columns.ts'

type Kind = NonNullable<Rule['to']>

/** The value that a rule finds in a row: null when there is none, or the reason why it cannot be used. */
export function evaluateRule(rule: Rule, columns: Columns, kind: Kind, unit: string | null): Outcome {
  if (!meets(columns, rule.when)) return { value: null }
  if (rule.firstOf !== undefined) {
    for (const part of rule.firstOf) {
      const outcome = evaluateRule(part, columns, part.to ?? kind, unit)
      if ('reason' in outcome || outcome.value !== null) return outcome
    }
    return { value: null }
  }
  if (rule.join !== undefined) return joinParts(rule, columns, kind, unit)
  const found = findGiven(rule, columns)
  const outcome = convertValue(found.value, rule, rule.to ?? kind, unit)
  if (!('reason' in outcome) || found.column === null) return outcome
  return { reason: `column "${found.column}": ${outcome.reason}` }
}

function joinParts(rule: Rule, columns: Columns, kind: Kind, unit: string | null): Outcome {
  const parts: Converted[] = []
  for (const part of rule.join ?? []) {
    const outcome = evaluateRule(part, columns, part.to ?? 'text', null)
    if ('reason' in outcome) return outcome
    if (outcome.value !== null) parts.push(outcome.value)
  }
  const text = parts.join(rule.separator ?? ' ')
  return convertValue(text === '' ? null : text, { ...rule, separator: undefined }, rule.to ?? kind, unit)
}

function findGiven(rule: Rule, columns: Columns): { readonly value: Given; readonly column: string | null } {
  if (rule.constant !== undefined) return { value: rule.constant, column: null }
  if (rule.template !== undefined) return { value: fillTemplate(rule.template, columns), column: null }
  const names = rule.column === undefined ? [] : [rule.column].flat()
  const column = names.find((name) => columns.get(name) !== null) ?? null
  return { value: column === null ? null : columns.get(column), column }
}

/** A template with a column missing says nothing: half a sentence would be worse. */
function fillTemplate(template: string, columns: Columns): string | null {
  let isWhole = true
  const text = template.replace(/\{([^{}]{1,100})\}/g, (_placeholder, name: string) => {
    const value = columns.get(name)
    if (value === null) isWhole = false
    return String(value)
  })
  return isWhole ? text : null
}
