/**
 * The longest list or object and the deepest nesting of lists and objects among JSON values; linear, and safe on any depth. It
 * looks no deeper than one level over `depthMax`.
 */
export function measureValues(
  values: readonly unknown[],
  depthMax: number,
): { readonly listSize: number; readonly valueDepth: number } {
  let listSize = 0
  let valueDepth = 0
  let level = values.filter(isNested)
  while (level.length > 0 && valueDepth <= depthMax) {
    valueDepth += 1
    const next: object[] = []
    for (const node of level) {
      const items: readonly unknown[] = Array.isArray(node) ? node : Object.values(node)
      listSize = Math.max(listSize, items.length)
      for (const item of items) if (isNested(item)) next.push(item)
    }
    level = next
  }
  return { listSize, valueDepth }
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
