import { countTokens } from '@ree-ai/kit/language/count-tokens'
import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { Chunk, ChunkOptions } from './chunk.ts'
import { cosineOfSimilarity } from './cosine-of-similarity.ts'
import { cutByMeaning } from './cut-by-meaning.ts'
import { cutFull } from './cut-full.ts'
import { cutRecursive } from './cut-recursive.ts'
import { glueUnits } from './glue-units.ts'
import { planOverlap } from './plan-overlap.ts'
import { readUnits } from './read-units.ts'
import { trackHeadings } from './track-headings.ts'
import type { Unit } from './unit.ts'

/** A batch is cut when it holds this many units and several chunks' worth of tokens. */
const batchUnits = 256
const batchChunks = 4

/**
 * Reads the chunks of a text one after another, in order; `undefined` is a pause, for no step may take long. A section that is larger than a batch is cut batch by batch: only the chunks before the last are final, the last is
 * cut again together with what follows.
 */
export function* readChunks(text: string, options: ChunkOptions, model: EmbeddingModel): Generator<Chunk | undefined> {
  const headings = trackHeadings(text)
  const cut = createCut(text, options, model)
  let index = 0
  // What of the chunk before may be repeated, then the units that wait to be cut.
  let before: readonly Unit[] = []
  let waiting: Unit[] = []
  let tokens = 0

  function* flush(isSectionEnd: boolean): Generator<Chunk | undefined> {
    const units = [...before, ...waiting]
    const plan = planOverlap(units, options.overlapSentences, options.maxTokens)
    const cuts = yield* cut(waiting, plan.room.slice(before.length))
    const starts = cuts.map((start) => start + before.length)
    const count = isSectionEnd ? starts.length : starts.length - 1
    for (let i = 0; i < count; i++) {
      const first = starts[i] ?? 0
      const next = starts[i + 1] ?? units.length
      for (const unit of leadingTitles(units, first, next)) headings.enter(unit)
      const begin = overlapBegin(units, starts[i - 1] ?? 0, plan.from[first] ?? first, first)
      const start = units[begin]?.start ?? 0
      const end = units[next - 1]?.end ?? text.length
      const chunkText = text.slice(start, end)
      yield {
        index: index++,
        text: chunkText,
        start,
        end,
        tokenCount: countTokens(chunkText),
        headings: headings.path(),
        embedding: embed(model, chunkText),
      }
      for (const unit of units.slice(first, next)) headings.enter(unit)
    }
    const rest = isSectionEnd ? units.length : (starts.at(-1) ?? 0)
    before = isSectionEnd ? [] : units.slice(starts.at(-2) ?? 0, rest)
    waiting = units.slice(rest)
    tokens = waiting.reduce((sum, unit) => sum + unit.tokens, 0)
  }

  const structured = options.strategy !== 'FIXED'
  const units = readUnits(text, options.strategy, options.maxTokens)
  for (const unit of structured ? glueUnits(text, units, options.maxTokens) : units) {
    const isFull = waiting.length >= batchUnits && tokens >= batchChunks * options.maxTokens
    if (waiting.length > 0 && structured && unit.isSectionStart) yield* flush(true)
    else if (isFull && !unit.isGlued) yield* flush(false)
    waiting.push(unit)
    tokens += unit.tokens
  }
  if (waiting.length > 0) yield* flush(true)
}

type Cut = (units: readonly Unit[], room: readonly number[]) => Generator<undefined, readonly number[]>

function createCut(text: string, options: ChunkOptions, model: EmbeddingModel): Cut {
  if (options.strategy !== 'SEMANTIC') {
    const cut = options.strategy === 'RECURSIVE' ? cutRecursive : cutFull
    // biome-ignore lint/correctness/useYield: cutting by size takes no time
    return function* (units, room) {
      return cut(units, room)
    }
  }
  const embedSpan = (start: number, end: number) => embed(model, text.slice(start, end))
  const fixedThreshold = cosineOfSimilarity(options.similarityThreshold, model.calibration)
  return function* (units, room) {
    const adapted = yield* adaptiveThreshold(units, options.adaptivePercentile, embedSpan)
    return yield* cutByMeaning(units, room, {
      cosineThreshold: adapted ?? fixedThreshold,
      minTokens: options.minTokens ?? options.maxTokens / 6,
      embed: embedSpan,
    })
  }
}

/** The percentile of the cosines of neighbouring units; undefined when none is asked for or there are too few. */
function* adaptiveThreshold(
  units: readonly Unit[],
  percentile: number | undefined,
  embedSpan: (start: number, end: number) => Float32Array,
): Generator<undefined, number | undefined> {
  if (percentile === undefined || units.length < 4) return undefined
  const vectors: Float32Array[] = []
  for (const { start, end } of units) {
    vectors.push(embedSpan(start, end))
    yield
  }
  const cosines = vectors.slice(1).map((vector, i) => cosine(vectors[i] as Float32Array, vector))
  cosines.sort((a, b) => a - b)
  return cosines[Math.min(cosines.length - 1, Math.floor((cosines.length * percentile) / 100))]
}

/** Where the chunk of unit `first` begins: at the unit planned, but never so far back that it holds all of the chunk before. */
function overlapBegin(units: readonly Unit[], chunkBefore: number, planned: number, first: number): number {
  if (planned > chunkBefore) return planned
  for (let at = chunkBefore + 1; at < first; at++) if (units[at]?.isSentenceStart) return at
  return first
}

/** The titles that a chunk begins with: it lies in their section. */
function leadingTitles(units: readonly Unit[], first: number, next: number): readonly Unit[] {
  let end = first
  while (end < next && isTitle(units[end])) end++
  return units.slice(first, end)
}

function isTitle(unit: Unit | undefined): boolean {
  return unit !== undefined && (unit.level > 0 || unit.inferredTitle !== undefined)
}
