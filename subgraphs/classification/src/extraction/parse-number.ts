const fractions: Readonly<Record<string, number>> = { '½': 0.5, '¼': 0.25, '¾': 0.75 }

/**
 * The value of a number as people write it: "1,200", "1.200", "1.200,50", "1,200.50", "2½". A single separator before exactly
 * three digits parts thousands ("1.200" is 1200), unless the number starts with 0 or `isScaled` says that a word like
 * "million" follows ("1.250 million"). NaN when it is not a number.
 */
export function parseNumber(raw: string, isScaled = false): number {
  const fraction = fractions[raw.at(-1) ?? ''] ?? 0
  const digits = fraction === 0 ? raw : raw.slice(0, -1)
  if (digits === '') return fraction
  const comma = digits.lastIndexOf(',')
  const point = digits.lastIndexOf('.')
  if (comma < 0 && point < 0) return Number(digits) + fraction
  if (comma >= 0 && point >= 0) {
    const decimal = comma > point ? ',' : '.'
    const thousands = comma > point ? '.' : ','
    return Number(digits.split(thousands).join('').replace(decimal, '.')) + fraction
  }
  const separator = comma >= 0 ? ',' : '.'
  const parts = digits.split(separator)
  const partsAreThousands =
    parts.slice(1).every((part) => part.length === 3) && parts[0] !== '0' && (parts[0] ?? '').length <= 3
  if (parts.length > 2) return partsAreThousands ? Number(parts.join('')) : Number.NaN
  if (partsAreThousands && !isScaled) return Number(parts.join(''))
  return Number(parts.join('.')) + fraction
}
