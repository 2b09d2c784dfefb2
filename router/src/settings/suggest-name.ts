/** The name that is nearest to a mistyped one, when it is near: at most a third of its letters differ. Null otherwise. */
export function suggestName(given: string, names: Iterable<string>): string | null {
  const wanted = given.toUpperCase().slice(0, 100)
  let nearest: string | null = null
  let least = Math.floor(wanted.length / 3) + 1
  for (const name of names) {
    const distance = countEdits(wanted, name)
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

/** How many letters have to be added, left out or changed to make one text of the other (Levenshtein). */
function countEdits(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const change = (above[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(change, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1))
    }
    above = current
  }
  return above[to.length] ?? 0
}
