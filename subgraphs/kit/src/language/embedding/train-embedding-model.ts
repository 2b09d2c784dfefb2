import { stem } from '../stem.ts'
import { stopWords } from '../stop-words.ts'
import { tokenize } from '../tokenize.ts'
import type { EmbeddingModel } from './embedding-model.ts'
import { encodeRows } from './encode-rows.ts'
import { fitNgramVectors } from './fit-ngram-vectors.ts'
import { randomizedSvd, type SparseRows } from './randomized-svd.ts'
import { wordNgrams } from './word-ngrams.ts'

export type TrainingOptions = {
  readonly dimensions: number
  /** The most frequent stems with at least `wordCountMin` occurrences become rows. */
  readonly wordsMax: number
  readonly wordCountMin: number
  /** The n-grams found in the most distinct words become rows. */
  readonly ngramsMax: number
  /** Words up to this many places apart count as seen together. */
  readonly windowWords: number
  /** The singular values' exponent in the vectors: 0 weighs all dimensions alike, 1 keeps their whole weight. */
  readonly singularPower: number
  readonly seed: number
}

export const trainingDefaults: TrainingOptions = {
  dimensions: 384,
  wordsMax: 4_500,
  wordCountMin: 1,
  ngramsMax: 3_000,
  windowWords: 10,
  singularPower: 0.5,
  seed: 20_240_601,
}

/**
 * Trains static vectors on passages of text: latent semantic analysis of which stems stand near which (positive pointwise
 * mutual information, Levy and Goldberg 2015, and the passages that hold them), reduced by a seeded randomized SVD; the vectors of character n-grams
 * are fitted so that those of a word add up to its vector. The same passages and options give the same model. The
 * result's calibration is the identity-like placeholder `{ slope: 10, midpoint: .5 }`: fit it with `fitSimilarity`.
 */
export function trainEmbeddingModel(
  passages: readonly string[],
  options: TrainingOptions = trainingDefaults,
): Omit<EmbeddingModel, 'version'> {
  const stops = stopWords('en')
  const surfaces = new Map<string, Map<string, number>>()
  const stems = passages.map((passage) =>
    tokenize(passage)
      .filter((token) => !stops.has(token))
      .map((token) => {
        const stemmed = stem(token, 'en')
        const forms = surfaces.get(stemmed) ?? new Map<string, number>()
        forms.set(token, (forms.get(token) ?? 0) + 1)
        surfaces.set(stemmed, forms)
        return stemmed
      }),
  )
  const words = selectWords(stems, options)
  const { left, singular } = randomizedSvd(associations(stems, words, options.windowWords), options.dimensions, options)
  const vectors = left.map((row) =>
    unit(
      pad(
        row.map((x, i) => x * (singular[i] as number) ** options.singularPower),
        options.dimensions,
      ),
    ),
  )
  const documents = countDocuments(stems)
  const wordWeights = Float32Array.from(words.keys(), (word) => weigh(documents.get(word) ?? 0, passages.length))

  const forms = [...words].flatMap(([word, row]) =>
    [...(surfaces.get(word) ?? [])].map(([form]) => ({
      ngrams: wordNgrams(form),
      vector: vectors[row] as Float64Array,
    })),
  )
  const ngrams = selectNgrams(
    forms.map((form) => form.ngrams),
    options.ngramsMax,
  )
  const ngramVectors = fitNgramVectors(forms, ngrams, options.dimensions)
  return {
    dimensions: options.dimensions,
    words,
    ngrams: new Map([...ngrams].map(([ngram, row]) => [ngram, words.size + row])),
    wordWeights,
    unknownWeight: weigh(1, passages.length),
    ...encodeRows([...vectors, ...ngramVectors], options.dimensions),
    common: commonDirection(stems, words, vectors, wordWeights, options.dimensions),
    calibration: { slope: 10, midpoint: 0.5 },
  }
}

function weigh(documentCount: number, passageCount: number): number {
  return Math.log(1 + passageCount / (documentCount + 1))
}

function selectWords(stems: readonly (readonly string[])[], options: TrainingOptions): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const passage of stems) for (const word of passage) counts.set(word, (counts.get(word) ?? 0) + 1)
  const kept = [...counts].filter(([, count]) => count >= options.wordCountMin).sort(byCountThenName)
  return new Map(kept.slice(0, options.wordsMax).map(([word], i) => [word, i]))
}

function selectNgrams(forms: readonly (readonly string[])[], max: number): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const ngrams of forms) for (const ngram of new Set(ngrams)) counts.set(ngram, (counts.get(ngram) ?? 0) + 1)
  return new Map(
    [...counts]
      .sort(byCountThenName)
      .slice(0, max)
      .map(([ngram], i) => [ngram, i]),
  )
}

function byCountThenName([a, countA]: [string, number], [b, countB]: [string, number]): number {
  return countB - countA || (a < b ? -1 : 1)
}

function countDocuments(stems: readonly (readonly string[])[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const passage of stems) for (const word of new Set(passage)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** Rows are words; columns are words (mutual information in the window) followed by passages (the same for being in it). */
function associations(
  stems: readonly (readonly string[])[],
  words: ReadonlyMap<string, number>,
  windowWords: number,
): SparseRows {
  const counts = Array.from({ length: words.size }, () => new Map<number, number>())
  stems.forEach((passage, p) => {
    const rows = passage.map((word) => words.get(word) ?? -1)
    rows.forEach((row, at) => {
      const own = counts[row]
      if (!own) return
      const column = words.size + p
      own.set(column, (own.get(column) ?? 0) + 1)
      for (let next = at + 1; next < Math.min(rows.length, at + 1 + windowWords); next++) {
        const other = rows[next] as number
        const otherCounts = counts[other]
        if (!otherCounts || other === row) continue
        const near = 1 / Math.sqrt(next - at)
        own.set(other, (own.get(other) ?? 0) + near)
        otherCounts.set(row, (otherCounts.get(row) ?? 0) + near)
      }
    })
  })
  return positiveInformation(counts, words.size, words.size + stems.length)
}

function positiveInformation(
  counts: readonly ReadonlyMap<number, number>[],
  wordCount: number,
  columnCount: number,
): SparseRows {
  const rowSums = [new Float64Array(wordCount), new Float64Array(wordCount)]
  const columnSums = new Float64Array(columnCount)
  counts.forEach((row, r) => {
    for (const [column, count] of row) {
      const sums = rowSums[column < wordCount ? 0 : 1] as Float64Array
      sums[r] = (sums[r] as number) + count
      columnSums[column] = (columnSums[column] as number) + count
    }
  })
  // Context distribution smoothing (the power .75) keeps rare contexts from looking telling.
  const smoothed = columnSums.map((sum) => sum ** 0.75)
  const totals = [sumOf(smoothed.subarray(0, wordCount)), sumOf(smoothed.subarray(wordCount))]
  const columns: Uint32Array[] = []
  const values: Float64Array[] = []
  counts.forEach((row, r) => {
    const kept: [number, number][] = []
    for (const [column, count] of row) {
      const part = column < wordCount ? 0 : 1
      const expected = ((rowSums[part]?.[r] as number) * (smoothed[column] as number)) / (totals[part] as number)
      const information = Math.log(count / expected)
      if (information > 0) kept.push([column, information])
    }
    kept.sort((a, b) => a[0] - b[0])
    columns.push(Uint32Array.from(kept, ([column]) => column))
    values.push(Float64Array.from(kept, ([, value]) => value))
  })
  return { columnCount, columns, values }
}

function commonDirection(
  stems: readonly (readonly string[])[],
  words: ReadonlyMap<string, number>,
  vectors: readonly Float64Array[],
  weights: Float32Array,
  dimensions: number,
): Float32Array {
  const sum = new Float64Array(dimensions)
  for (const passage of stems) {
    const own = new Float64Array(dimensions)
    for (const word of new Set(passage)) {
      const row = words.get(word)
      if (row === undefined) continue
      vectors[row]?.forEach((x, i) => {
        ;(own[i] as number) += x * (weights[row] as number)
      })
    }
    unit(own).forEach((x, i) => {
      ;(sum[i] as number) += x
    })
  }
  return Float32Array.from(unit(sum))
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function pad(row: Float64Array, length: number): Float64Array {
  const padded = new Float64Array(length)
  padded.set(row)
  return padded
}

function unit(vector: Float64Array): Float64Array {
  const norm = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0))
  return norm === 0 ? vector : vector.map((x) => x / norm)
}
