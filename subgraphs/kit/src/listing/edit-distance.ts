/**
 * How many letters have to be put in, left out, exchanged or swapped with their neighbour to make one text of the other
 * (optimal string alignment), in UTF-16 units; null when more than `max`.
 */
export function editDistance(a: string, b: string, max: number): number | null {
  if (Math.abs(a.length - b.length) > max) return null
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      const at = (list: readonly number[], index: number) => list[index] ?? Number.POSITIVE_INFINITY
      let distance = Math.min(at(row, j - 1) + 1, at(previous, j) + 1, at(previous, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        distance = Math.min(distance, at(before, j - 2) + 1)
      row.push(distance)
    }
    if (Math.min(...row) > max) return null
    before = previous
    previous = row
  }
  const distance = previous[b.length] ?? 0
  return distance > max ? null : distance
}
