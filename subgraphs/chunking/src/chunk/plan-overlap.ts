import type { Unit } from './unit.ts'

/** `from[i]` is the unit at which a chunk cut in front of unit `i` begins, `room[i]` the tokens left for the units from `i` on. */
export type OverlapPlan = { readonly from: readonly number[]; readonly room: readonly number[] }

/**
 * Where each possible chunk would begin so that it repeats the last `overlapSentences` sentences before it: fewer when they are
 * more than half of `maxTokens` or would leave too little room for the units glued together at its start.
 */
export function planOverlap(units: readonly Unit[], overlapSentences: number, maxTokens: number): OverlapPlan {
  const needed = gluedTokens(units)
  const from: number[] = []
  const room: number[] = []
  for (let i = 0; i < units.length; i++) {
    const allowed = Math.min(maxTokens / 2, maxTokens - (needed[i] ?? 0))
    let begin = i
    let repeated = 0
    let tokens = 0
    let sentences = 0
    for (let at = i - 1; at >= 0 && sentences < overlapSentences; at--) {
      tokens += units[at]?.tokens ?? 0
      if (tokens > allowed) break
      if (!units[at]?.isSentenceStart) continue
      sentences++
      begin = at
      repeated = tokens
    }
    from.push(begin)
    room.push(maxTokens - repeated)
  }
  return { from, room }
}

/** The tokens of each unit together with those glued behind it. */
function gluedTokens(units: readonly Unit[]): readonly number[] {
  const tokens = new Array<number>(units.length).fill(0)
  for (let i = units.length - 1; i >= 0; i--) {
    tokens[i] = (units[i]?.tokens ?? 0) + (units[i + 1]?.isGlued ? (tokens[i + 1] ?? 0) : 0)
  }
  return tokens
}
