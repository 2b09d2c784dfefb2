import { type Converted, convertValue, type Kind, type Outcome } from './convert-value.ts'
import { fillTemplate } from './fill-template.ts'
import type { Given, Rule } from './mapping.ts'
import { meets } from './meets.ts'
import type { Columns } from './read-columns.ts'
import { checkLength, listMax, measureValue, type RowWork, textMax } from './row-work.ts'

/** What a rule is read in. */
export interface RuleScope {
  readonly columns: Columns
  readonly work: RowWork
}

/**
 * The value that a rule finds in a row: null when there is none, or the reason why it cannot be used. Before any step is
 * done on a value it is known to be short enough, and the row's work not to be over.
 */
export function evaluateRule(rule: Rule, scope: RuleScope, kind: Kind, unit: string | null): Outcome {
  if (!meets(scope.columns, rule.when)) return spend(scope, 0) ?? { value: null }
  if (rule.firstOf !== undefined) {
    for (const part of rule.firstOf) {
      const outcome = evaluateRule(part, scope, part.to ?? kind, unit)
      if ('reason' in outcome || outcome.value !== null) return outcome
    }
    return { value: null }
  }
  if (rule.join !== undefined) return joinParts(rule, scope, kind, unit)
  const found = findGiven(rule, scope.columns)
  const wanted = rule.to ?? kind
  const outcome = 'reason' in found ? found : convertWithin(found.value, rule, { scope, kind: wanted, unit })
  if (!('reason' in outcome) || found.column === null) return outcome
  return { reason: `column "${found.column}": ${outcome.reason}` }
}

function joinParts(rule: Rule, scope: RuleScope, kind: Kind, unit: string | null): Outcome {
  const separator = rule.separator ?? ' '
  const parts: Converted[] = []
  let length = 0
  for (const part of rule.join ?? []) {
    const outcome = evaluateRule(part, scope, part.to ?? 'text', null)
    if ('reason' in outcome) return outcome
    if (outcome.value === null) continue
    length += measureValue(outcome.value) + (parts.length > 0 ? separator.length : 0)
    const reason = checkLength(length, textMax)
    if (reason !== null) return { reason }
    parts.push(outcome.value)
  }
  const text = parts.join(separator)
  const whole = { ...rule, separator: undefined }
  return convertWithin(text === '' ? null : text, whole, { scope, kind: rule.to ?? kind, unit })
}

function convertWithin(
  value: Given,
  rule: Rule,
  target: { readonly scope: RuleScope; readonly kind: Kind; readonly unit: string | null },
): Outcome {
  const length = value === null ? 0 : measureValue(value)
  const reason = checkLength(length, target.kind === 'list' ? listMax : textMax)
  if (reason !== null) return { reason }
  return spend(target.scope, length) ?? convertValue(value, rule, target.kind, target.unit)
}

function spend({ work }: RuleScope, characters: number): { readonly reason: string } | null {
  const reason = work.spend(characters)
  return reason === null ? null : { reason }
}

type Found =
  | { readonly value: Given; readonly column: string | null }
  | { readonly reason: string; readonly column: null }

function findGiven(rule: Rule, columns: Columns): Found {
  if (rule.constant !== undefined) return { value: rule.constant, column: null }
  if (rule.template !== undefined) return { ...fillTemplate(rule.template, columns), column: null }
  const names = rule.column === undefined ? [] : [rule.column].flat()
  const column = names.find((name) => columns.get(name) !== null) ?? null
  return { value: column === null ? null : columns.get(column), column }
}
