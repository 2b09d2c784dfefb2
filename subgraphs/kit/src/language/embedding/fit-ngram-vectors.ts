type Form = { readonly ngrams: readonly string[]; readonly vector: Float64Array }

/**
 * One vector per listed n-gram such that those of a word, averaged, come near to the word's vector: ridge regression by 30 conjugate gradient
 * steps, which is what makes the vector of an unknown word meaningful. `ngrams` numbers the n-grams from 0.
 */
export function fitNgramVectors(
  forms: readonly Form[],
  ngrams: ReadonlyMap<string, number>,
  dimensions: number,
  { ridge = 0.02, steps = 30 } = {},
): readonly Float64Array[] {
  const usable = forms
    .map(({ ngrams: own, vector }) => ({ rows: own.flatMap((ngram) => ngrams.get(ngram) ?? []), vector }))
    .filter(({ rows }) => rows.length > 0)
  const fitted = Array.from({ length: ngrams.size }, () => new Float64Array(dimensions))
  const x = new Float64Array(ngrams.size)
  for (let d = 0; d < dimensions; d++) {
    const target = Float64Array.from(usable, ({ vector }) => vector[d] as number)
    solve(usable, target, x, ridge, steps)
    fitted.forEach((vector, row) => {
      vector[d] = x[row] as number
    })
  }
  return fitted
}

/** Least squares of `mean(x[rows of a word]) = target[word]` with `ridge * |x|^2`, from 0, in `x`. */
function solve(
  words: readonly { readonly rows: readonly number[] }[],
  target: Float64Array,
  x: Float64Array,
  ridge: number,
  steps: number,
): void {
  x.fill(0)
  const residual = spread(words, target, x.length)
  const direction = residual.slice()
  let squared = dot(residual, residual)
  for (let step = 0; step < steps && squared > 1e-12; step++) {
    const image = spread(words, average(words, direction), x.length)
    for (let i = 0; i < x.length; i++) (image[i] as number) += ridge * (direction[i] as number)
    const length = squared / dot(direction, image)
    for (let i = 0; i < x.length; i++) {
      ;(x[i] as number) += length * (direction[i] as number)
      ;(residual[i] as number) -= length * (image[i] as number)
    }
    const next = dot(residual, residual)
    for (let i = 0; i < x.length; i++)
      direction[i] = (residual[i] as number) + (next / squared) * (direction[i] as number)
    squared = next
  }
}

function average(words: readonly { readonly rows: readonly number[] }[], x: Float64Array): Float64Array {
  return Float64Array.from(words, ({ rows }) => {
    let sum = 0
    for (const row of rows) sum += x[row] as number
    return sum / rows.length
  })
}

function spread(
  words: readonly { readonly rows: readonly number[] }[],
  values: Float64Array,
  size: number,
): Float64Array {
  const out = new Float64Array(size)
  words.forEach(({ rows }, w) => {
    const share = (values[w] as number) / rows.length
    for (const row of rows) (out[row] as number) += share
  })
  return out
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
