/**
 * A number as tables write it: "1,250.50", "$1,250", "1 250 €" (with a decimal comma: "1.250,50"). Null when the text
 * is anything else. `firstNumber` takes the first one in a text: "1.5 shared baths".
 */
export function parseNumber(
  text: string,
  options: { readonly decimal?: '.' | ','; readonly firstNumber?: boolean } = {},
): number | null {
  const found = options.firstNumber ? (/-?\d[\d.,]*/.exec(text)?.[0] ?? '') : text
  const plain = found.replace(/[\s$€£¥₫\u00a0\u202f]/g, '')
  const [group, decimal] = options.decimal === ',' ? ['.', ','] : [',', '.']
  const number = plain.replaceAll(group, '').replace(decimal, '.')
  return /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d{1,3})?$/i.test(number) ? Number(number) : null
}
