import type { Unit } from './unit.ts'

/** FIXED and SENTENCE: chunks as full as fits. Gives the units at which chunks start (the first is 0); `room[i]` is what fits from unit `i` on. */
export function cutFull(units: readonly Unit[], room: readonly number[]): readonly number[] {
  const starts: number[] = []
  let used = 0
  for (let i = 0; i < units.length; ) {
    const next = groupEnd(units, i)
    let tokens = 0
    for (let k = i; k < next; k++) tokens += units[k]?.tokens ?? 0
    const start = starts.at(-1)
    if (start === undefined || used + tokens > (room[start] ?? 0)) {
      starts.push(i)
      used = 0
    }
    used += tokens
    i = next
  }
  return starts
}

/** One past the last of the units glued to unit `i`. */
export function groupEnd(units: readonly Unit[], i: number): number {
  let end = i + 1
  while (units[end]?.isGlued) end++
  return end
}
