const currencyCodes: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
/** Spaces that group digits: plain, non-breaking, thin, narrow. */
const spaces = /[ \u00a0\u2009\u202f]/g
/** Longer texts are no numbers, so that what surrounds one is looked for in little text only. */
const lengthMax = 100
const apostrophes = /['\u2019]/g

/**
 * A number as tables write it: "1,250.50", "$1,250", "12,34,567" (Indian), "1 250", "1'250", and with a decimal comma
 * "1.250,50 €" or "1 250,50". Groups have to be whole: "1,5" is no number unless the comma is decimal. Null when the text is
 * anything else. `firstNumber` takes the first one in a text: "1.5 shared baths".
 */
export function parseNumber(
  text: string,
  options: { readonly decimal?: '.' | ','; readonly firstNumber?: boolean } = {},
): number | null {
  if (text.length > lengthMax && !options.firstNumber) return null
  const found = options.firstNumber ? (/-?\d(?:[\d.,]*\d)?/.exec(text)?.[0] ?? '') : stripCurrency(text)
  if (found.length > lengthMax) return null
  const plain = found
    .normalize('NFKC')
    .replace(/^[\u2212\u2013]/, '-')
    .replace(spaces, ' ')
    .replace(apostrophes, "'")
  const decimal = options.decimal ?? '.'
  const [whole = '', fraction, ...more] = plain.split(decimal)
  if (more.length > 0) return null
  const digits = joinGroups(whole, decimal === ',' ? '.' : ',')
  if (digits === null || (fraction !== undefined && !/^\d*(e[+-]?\d{1,3})?$/i.test(fraction))) return null
  const number = fraction === undefined ? digits : `${digits}.${fraction}`
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(number) ? Number(number) : null
}

/** Why a text is no number, where it would be one in another notation; empty when it is none at all. */
export function explainNumber(text: string, options: { readonly decimal?: '.' | ',' } = {}): string {
  const other = options.decimal === ',' ? '.' : ','
  return parseNumber(text, { decimal: other }) === null
    ? ''
    : ` as the mapping reads it; with "decimal": "${other}" it would be one`
}

/** The whole part without its grouping marks; null when they do not stand where they may: in threes, in India twos and a three. */
function joinGroups(whole: string, mark: string): string | null {
  const separator = [mark, ' ', "'"].find((one) => whole.includes(one))
  if (separator === undefined) return whole
  const [first = '', ...groups] = whole.split(separator)
  const sizes = groups.map(({ length }) => length)
  const isInThrees = sizes.every((size) => size === 3) && /^[+-]?\d{1,3}$/.test(first)
  const isIndian =
    separator === ',' &&
    sizes.at(-1) === 3 &&
    sizes.slice(0, -1).every((size) => size === 2) &&
    /^[+-]?\d{1,2}$/.test(first)
  if (!groups.every((group) => /^\d+$/.test(group)) || !(isInThrees || isIndian)) return null
  return first + groups.join('')
}

/** A currency's sign or ISO code before or behind is no part of the number. */
function stripCurrency(text: string): string {
  const plain = text
    .trim()
    .replace(/^([+-]?)\s*\p{Sc}\s*/u, '$1')
    .replace(/\s*\p{Sc}$/u, '')
    .trim()
  const code = /^([A-Z]{3})\s*(?=[\d+-])|(?<=[\d.])\s*([A-Z]{3})$/.exec(plain)
  return code !== null && currencyCodes.has(code[1] ?? code[2] ?? '') ? plain.replace(code[0], '').trim() : plain
}
