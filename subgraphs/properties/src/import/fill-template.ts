import type { Columns } from './read-columns.ts'
import { checkLength, measureValue, textMax } from './row-work.ts'

/**
 * A template with its columns filled in: null when one of them is missing, for half a sentence would be worse. Never makes
 * more than `textMax` characters; beyond, the reason.
 */
export function fillTemplate(
  template: string,
  columns: Columns,
): { readonly value: string | null } | { readonly reason: string } {
  const parts: string[] = []
  let length = 0
  let reason: string | null = null
  let end = 0
  for (const match of template.matchAll(/\{([^{}]{1,100})\}/g)) {
    const value = columns.get(match[1] ?? '')
    if (value === null) return { value: null }
    length += match.index - end + measureValue(value)
    reason ??= checkLength(length, textMax)
    // Read on: a column that is missing counts more.
    if (reason === null) parts.push(template.slice(end, match.index), String(value))
    end = match.index + match[0].length
  }
  reason ??= checkLength(length + template.length - end, textMax)
  return reason === null ? { value: parts.join('') + template.slice(end) } : { reason }
}
