/** Counts over the last ten seconds, in steps of one. */
export interface SlidingCounts<Name extends string> {
  readonly add: (name: Name) => void
  readonly read: (name: Name) => number
  readonly clear: () => void
}

const slots = 10
const slotMs = 1_000

export function createSlidingCounts<Name extends string>(
  names: readonly Name[],
  nowMs: () => number,
): SlidingCounts<Name> {
  const counts = new Map(names.map((name) => [name, new Array<number>(slots).fill(0)]))
  const none = new Array<number>(slots).fill(0)
  let current = Math.floor(nowMs() / slotMs)

  /** Empties the slots that time has passed over since the last use. */
  function advance(): number {
    const slot = Math.floor(nowMs() / slotMs)
    for (let step = 1; step <= Math.min(slot - current, slots); step++)
      for (const values of counts.values()) values[(current + step) % slots] = 0
    current = Math.max(current, slot)
    return current % slots
  }

  return {
    add(name) {
      const index = advance()
      const values = counts.get(name) ?? none
      values[index] = (values[index] ?? 0) + 1
    },
    read(name) {
      advance()
      return (counts.get(name) ?? none).reduce((sum, value) => sum + value, 0)
    },
    clear() {
      for (const values of counts.values()) values.fill(0)
    },
  }
}
