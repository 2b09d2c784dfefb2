import { cutFull, groupEnd } from './cut-full.ts'
import type { Unit } from './unit.ts'

/** RECURSIVE: as many whole blocks (paragraphs, list items, tables) as fit; a block that is too large alone is cut between its sentences. */
export function cutRecursive(units: readonly Unit[], room: readonly number[]): readonly number[] {
  const starts: number[] = []
  let used = Number.POSITIVE_INFINITY
  for (let i = 0; i < units.length; ) {
    const end = blockEnd(units, i)
    let tokens = 0
    for (let k = i; k < end; k++) tokens += units[k]?.tokens ?? 0
    const start = starts.at(-1)
    if (start !== undefined && used + tokens <= (room[start] ?? 0)) used += tokens
    else if (tokens <= (room[i] ?? 0)) {
      starts.push(i)
      used = tokens
    } else {
      for (const at of cutFull(units.slice(i, end), room.slice(i, end))) starts.push(i + at)
      used = Number.POSITIVE_INFINITY
    }
    i = end
  }
  return starts
}

function blockEnd(units: readonly Unit[], i: number): number {
  let end = groupEnd(units, i)
  while (end < units.length && !units[end]?.isBlockStart) end = groupEnd(units, end)
  return end
}
