/**
 * Keeps a label from outside bounded: the first `max` different values stay as they are, later ones are `other`, so
 * that no caller can fill the memory of whoever stores the metrics.
 */
export function createBoundedLabel(max: number): (value: string) => string {
  const known = new Set<string>()
  return (value) => {
    if (value === '') return 'none'
    if (!known.has(value) && known.size >= max) return 'other'
    known.add(value)
    return value
  }
}
