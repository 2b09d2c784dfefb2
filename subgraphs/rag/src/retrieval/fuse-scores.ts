/** One side of a hybrid search: scores by passage key (any scale, higher is better) and its weight. */
export type ScoredLeg = { readonly weight: number; readonly scores: ReadonlyMap<string, number> }
export type FusedScore = { readonly key: string; readonly score: number }

/**
 * Fuses legs into one ranking, best first, ties by key.
 * - `CONVEX`: each leg's scores are put on [0, 1] between its least and greatest (a leg with one value only gives 1), a passage missing from
 *   a leg gets 0 there, and the weighted mean is the score. The default: it keeps how much better the best one is.
 * - `RRF`: reciprocal ranks, `sum of weight / (60 + rank)` over the sum of weights, for legs whose scores mean little.
 * A leg without scores (switched off, nothing found) or without weight is left out and the others share its weight.
 */
export function fuseScores(legs: readonly ScoredLeg[], method: 'CONVEX' | 'RRF' = 'CONVEX'): readonly FusedScore[] {
  const used = legs.filter((leg) => leg.weight > 0 && leg.scores.size > 0)
  const totalWeight = used.reduce((sum, leg) => sum + leg.weight, 0)
  const fused = new Map<string, number>()
  for (const { weight, scores } of used) {
    for (const [key, score] of method === 'RRF' ? reciprocalRanks(scores) : minMax(scores)) {
      fused.set(key, (fused.get(key) ?? 0) + (weight / totalWeight) * score)
    }
  }
  return [...fused].map(([key, score]) => ({ key, score })).sort(byScoreThenKey)
}

function minMax(scores: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const score of scores.values()) {
    least = Math.min(least, score)
    greatest = Math.max(greatest, score)
  }
  const range = greatest - least
  return new Map([...scores].map(([key, score]) => [key, range > 0 ? (score - least) / range : 1]))
}

function reciprocalRanks(scores: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const ranked = [...scores].map(([key, score]) => ({ key, score })).sort(byScoreThenKey)
  return new Map(ranked.map(({ key }, i) => [key, 1 / (60 + i + 1)]))
}

function byScoreThenKey(a: FusedScore, b: FusedScore): number {
  return b.score - a.score || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}
