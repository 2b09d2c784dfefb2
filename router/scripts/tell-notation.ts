import type { Rule } from '@ree-ai/properties/import/mapping'
import { isAmbiguousDate, parseDate } from '@ree-ai/properties/import/parse-date'
import { parseNumber } from '@ree-ai/properties/import/parse-number'
import type { ColumnDescription } from './describe-columns.ts'

type Decimal = '.' | ','
type DateFormat = 'DD/MM/YYYY' | 'MM/DD/YYYY'

/** How a file writes its numbers and dates: what one column leaves open, the others may tell. */
export interface Notation {
  /** The steps that read the column's numbers. */
  readonly tellNumber: (column: ColumnDescription) => Pick<Rule, 'decimal' | 'firstNumber'>
  /** The steps that read the column's dates. */
  readonly tellDate: (column: ColumnDescription) => Pick<Rule, 'format' | 'missing'>
}

/** Words beside a number that leave its meaning as it is; "1.2 million" or "300/week" is not such a number. */
const wordsBeside =
  /^(?:ca|approx|circa|about|from|ab|desde)?[.\s~]*\p{Sc}?\s*-?\d[\d.,]*\s*(?:\p{Sc}|eur|usd|gbp|vnd|€)?\s*(?:sq\.?\s*f(?:ee)?t\.?|sqft|square\s*feet|ft2|sq\.?\s*m\.?|sqm|qm|m2|m\^2|acres?|ha|(?:\/|per|pro|al|par)?\s*(?:mo|month|monat|mes|mois|th[aá]ng)\.?|pcm|bed(?:room)?s?|bath(?:room)?s?|br|ba|zimmer)?\.?$/iu
/** "At once", where a date is expected. */
const atOnce =
  /^(?:now|immediate(?:ly)?|asap|today|sofort|ab sofort|inmediata?|ya|imm[ée]diate(?:ment)?|libre de suite|ngay)$/i

/** Doubts that the whole file leaves are told to `ask`. `locations` are columns whose numbers have a point whatever the others have. */
export function tellNotation(
  columns: readonly ColumnDescription[],
  locations: ReadonlySet<string>,
  ask: (question: string) => void,
): Notation {
  const others = columns.filter(({ name }) => !locations.has(name)).flatMap(({ values }) => values)
  const fileDecimal = tellOne<Decimal>(
    others.some((value) => isNumber(value, '.') && !isNumber(value, ',')) && '.',
    others.some((value) => isNumber(value, ',') && !isNumber(value, '.')) && ',',
  )
  const dates = columns.flatMap(({ values }) => values)
  const fileFormat = tellOne<DateFormat>(
    dates.some((value) => isWithSlashes(value) && parseDate(value, 'DD/MM/YYYY') !== null && !isAmbiguousDate(value)) &&
      'DD/MM/YYYY',
    dates.some((value) => isWithSlashes(value) && parseDate(value, 'MM/DD/YYYY') !== null && !isAmbiguousDate(value)) &&
      'MM/DD/YYYY',
  )
  return { tellNumber, tellDate }

  function tellNumber({ name, values }: ColumnDescription): Pick<Rule, 'decimal' | 'firstNumber'> {
    const isPlain = (value: string) => isNumber(value, '.') || isNumber(value, ',')
    const isWorded = (value: string) => wordsBeside.test(value.normalize('NFKC').trim())
    const firstNumber = values.some((value) => !isPlain(value) && isWorded(value)) && !values.some(isGroupedBySpace)
    const decimal = tellDecimal(name, values, firstNumber)
    return { ...(decimal === ',' && { decimal }), ...(firstNumber && { firstNumber }) }
  }

  /** Where one notation reads more of the column it is that; else what the file has elsewhere. */
  function tellDecimal(name: string, values: readonly string[], firstNumber: boolean): Decimal {
    const read = (value: string, decimal: Decimal) => parseNumber(value, { decimal, firstNumber })
    const count = (decimal: Decimal) => values.filter((value) => read(value, decimal) !== null).length
    const [withPoint, withComma] = [count('.'), count(',')]
    if (withPoint !== withComma) return withPoint > withComma ? '.' : ','
    const open = values.find((value) => read(value, '.') !== read(value, ','))
    if (open === undefined || locations.has(name)) return '.'
    if (fileDecimal !== null) return fileDecimal
    const mark = open.includes(',') ? 'comma' : 'point'
    ask(
      mark === 'comma'
        ? `"${name}": is the comma in ${JSON.stringify(open)} between thousands? If it is decimal, set "decimal": ",".`
        : `"${name}": is the point in ${JSON.stringify(open)} decimal? If it is between thousands, set "decimal": ",".`,
    )
    return '.'
  }

  function tellDate({ name, values }: ColumnDescription): Pick<Rule, 'format' | 'missing'> {
    const words = values.filter((value) => atOnce.test(value))
    if (words.length > 0) ask(`"${name}": ${words.map(quote).join(', ')} is no date and is taken as not known.`)
    const missing = words.length > 0 ? { missing: ['null', 'n/a', 'na', ...words] } : {}
    if (!values.some(isAmbiguousDate)) return missing
    const fits = (format: DateFormat) => values.filter((value) => parseDate(value, format) !== null).length
    const [dayFirst, monthFirst] = [fits('DD/MM/YYYY'), fits('MM/DD/YYYY')]
    const own = dayFirst === monthFirst ? null : dayFirst > monthFirst ? 'DD/MM/YYYY' : 'MM/DD/YYYY'
    const format = own ?? fileFormat
    if (format !== null) return { ...missing, format }
    const example = values.find(isAmbiguousDate)
    ask(
      `"${name}": is the day or the month first in ${JSON.stringify(example)}? Set "format" to "DD/MM/YYYY" or "MM/DD/YYYY".`,
    )
    return missing
  }
}

function isNumber(value: string, decimal: Decimal): boolean {
  return parseNumber(value, { decimal }) !== null
}

function isGroupedBySpace(value: string): boolean {
  return /\d[\s']\d/.test(value)
}

function isWithSlashes(value: string): boolean {
  return /^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/.test(value)
}

/** The one of two that is there; null where both are, or neither. */
function tellOne<Value>(one: Value | false, other: Value | false): Value | null {
  if (one !== false && other !== false) return null
  return one !== false ? one : other !== false ? other : null
}

function quote(value: string): string {
  return JSON.stringify(value)
}
