const unread = 0
const space = 1
const asciiLetter = 2
const letter = 3
const digit = 4
const ideograph = 5
const other = 6
/** The class of each UTF-16 unit, looked up once. */
const classes = new Uint8Array(65_536)

/**
 * An estimate of the number of tokens that the byte-pair tokenizer of today's language models (OpenAI's o200k) sees. It is not
 * that tokenizer: it loads nothing and runs in linear time. Measured against it: 2 % under on housing guides, 6 % on
 * listings, 7 to 9 % on encyclopedic and scientific English, 4 % over on listings in mixed languages, up to 30 % under on German prose; nine of
 * ten English paragraphs are within 10 %.
 * White space costs nothing: the counts of parts cut at white space add up to the count of the whole, of parts cut elsewhere to no less.
 *
 * Runs of letters cost a token for each 10 ASCII or 4 other letters, of digits for each 3, of signs for each 2; an ideograph is a token.
 */
export function countTokens(text: string): number {
  let count = 0
  let runClass = space
  let cost = 0
  for (let i = 0; i < text.length; i++) {
    const unitClass = classOf(text.charCodeAt(i))
    const isLetter = unitClass === asciiLetter || unitClass === letter
    const group = isLetter ? letter : unitClass
    if (group !== runClass) {
      count += Math.ceil(cost - 1e-9)
      cost = 0
      runClass = group
    }
    cost += unitCosts[unitClass] as number
  }
  return count + Math.ceil(cost - 1e-9)
}

const unitCosts: readonly number[] = [0, 0, 1 / 10, 1 / 4, 1 / 3, 1, 1 / 2]

function classOf(unit: number): number {
  const known = classes[unit] as number
  if (known !== unread) return known
  const found = classify(String.fromCharCode(unit))
  classes[unit] = found
  return found
}

function classify(unit: string): number {
  if (/\s/.test(unit)) return space
  if (/[A-Za-z]/.test(unit)) return asciiLetter
  if (/\p{Script=Han}/u.test(unit)) return ideograph
  if (/[\p{L}\p{M}]/u.test(unit)) return letter
  return /\p{N}/u.test(unit) ? digit : other
}
