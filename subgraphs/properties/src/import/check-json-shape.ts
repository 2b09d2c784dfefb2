const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g
const depthMax = 32

/**
 * What is wrong with an object that is JSON by its grammar; null when nothing is. It may have the same key twice, of which
 * `JSON.parse` keeps only the last, or be nested so deeply that it cannot be sent on.
 */
export function checkJsonShape(text: string): string | null {
  const objects: (Set<string> | null)[] = []
  let last: string | null = null
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') objects.push(found === '{' ? new Set() : null)
    else if (found === '}' || found === ']') objects.pop()
    else if (found === ':' && last !== null) {
      const keys = objects.at(-1)
      const key = JSON.parse(last) as string
      if (keys?.has(key)) return `has "${key.slice(0, 60)}" twice.`
      keys?.add(key)
    }
    if (objects.length > depthMax) return `is nested deeper than ${depthMax} levels.`
    last = found.startsWith('"') ? found : null
  }
  return null
}
