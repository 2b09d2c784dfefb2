import type { Unit } from './unit.ts'

export type MeaningOptions = {
  /** The cosine at which two neighbouring sentences are as well together as apart. */
  readonly cosineThreshold: number
  readonly minTokens: number
  readonly embed: (start: number, end: number) => Float32Array
}

type Node = {
  readonly first: number
  readonly tokens: number
  readonly isBlockStart: boolean
  readonly vector: Float32Array
}

/** What a chunk of no tokens would cost; one of `minTokens` costs nothing. */
const shortCost = 1.5
/** What a cut inside a paragraph costs beyond one between paragraphs. */
const insideBlockCost = 0.1

/**
 * SEMANTIC: the segmentation with the greatest sum of segment norms less a penalty for each segment, found by dynamic programming
 * (after Alemi and Ginsparg 2015). The norm of a segment, the length of the sum of its sentences' unit vectors, is great where they agree.
 * Two lone sentences of cosine c have the norm `sqrt(2 + 2c)` together and 2 apart, so the penalty `2 - sqrt(2 + 2 * threshold)`
 * joins them exactly when they are at least that alike. Segments never hold more than the room at their start.
 */
export function cutByMeaning(
  units: readonly Unit[],
  room: readonly number[],
  options: MeaningOptions,
): readonly number[] {
  const nodes = readNodes(units, room, options)
  const penalty = 2 - Math.sqrt(2 + 2 * options.cosineThreshold)
  const best = new Float64Array(nodes.length + 1).fill(Number.NEGATIVE_INFINITY)
  const from = new Int32Array(nodes.length + 1)
  best[0] = 0
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i] as Node
    const sum = new Float64Array(node.vector.length)
    const cost = penalty + (node.isBlockStart || i === 0 ? 0 : insideBlockCost)
    let tokens = 0
    for (let j = i; j < nodes.length; j++) {
      const added = nodes[j] as Node
      tokens += added.tokens
      if (tokens > (room[node.first] ?? 0) && j > i) break
      const norm = addAndMeasure(sum, added.vector)
      const shortage = Math.max(0, 1 - tokens / Math.max(options.minTokens, 1))
      const n = j - i + 1
      const X = JSON.parse(process.env.X ?? '{}')
      const score = (best[i] as number) + (norm * norm - n - n * (n - 1) * options.cosineThreshold) / n ** (X.a ?? 1) - (X.p ?? 0) - (node.isBlockStart || i === 0 ? 0 : (X.b ?? 0.02)) - (X.s ?? 0.3) * shortage
      if (score <= (best[j + 1] as number)) continue
      best[j + 1] = score
      from[j + 1] = i
    }
  }
  const starts: number[] = []
  for (let end = nodes.length; end > 0; end = from[end] as number) starts.push(nodes[from[end] as number]?.first ?? 0)
  return starts.reverse()
}

/** Units glued together are one node, and so are runs of very short ones, which keeps the work linear in the text. */
function readNodes(units: readonly Unit[], room: readonly number[], options: MeaningOptions): readonly Node[] {
  const nodes: Node[] = []
  for (let i = 0; i < units.length; ) {
    const first = i
    const least = (room[first] ?? 0) / 32
    let tokens = 0
    do {
      tokens += units[i]?.tokens ?? 0
      i++
    } while (
      i < units.length &&
      (units[i]?.isGlued || (tokens < least && tokens + groupTokens(units, i) <= (room[first] ?? 0)))
    )
    const vector = options.embed(units[first]?.start ?? 0, units[i - 1]?.end ?? 0)
    nodes.push({ first, tokens, isBlockStart: units[first]?.isBlockStart ?? false, vector })
  }
  return nodes
}

function groupTokens(units: readonly Unit[], i: number): number {
  let tokens = units[i]?.tokens ?? 0
  for (let k = i + 1; units[k]?.isGlued; k++) tokens += units[k]?.tokens ?? 0
  return tokens
}

function addAndMeasure(sum: Float64Array, vector: Float32Array): number {
  let squared = 0
  for (let i = 0; i < sum.length; i++) {
    const x = (sum[i] as number) + (vector[i] as number)
    sum[i] = x
    squared += x * x
  }
  return Math.sqrt(squared)
}
