import { trimSpan } from '@ree-ai/kit/language/trim-span'
import type { Unit } from './unit.ts'

const titleLengthMax = 300
/** Tables of contents list the sections under the document's own title. */
const inferredLevel = 2

/** Follows the headings of a text from unit to unit; `path` after `enter(unit)` is the titles that the unit lies under, outermost first. */
export function trackHeadings(text: string): {
  readonly enter: (unit: Unit) => void
  readonly path: () => readonly string[]
} {
  let open: readonly { readonly level: number; readonly title: string }[] = []
  return {
    enter({ level, start, end, inferredTitle }) {
      if (inferredTitle !== undefined) open = open.filter((heading) => heading.level < inferredLevel)
      if (inferredTitle) open = [...open, { level: inferredLevel, title: inferredTitle }]
      if (level === 0) return
      open = [...open.filter((heading) => heading.level < level), { level, title: readTitle(text, start, end) }]
    },
    path: () => open.map(({ title }) => title),
  }
}

/** The heading without `#`, underline and emphasis. */
function readTitle(text: string, start: number, end: number): string {
  const span = trimSpan(text, { start, end: Math.min(end, start + titleLengthMax * 2) })
  const line = text.slice(span.start, span.end).split('\n', 1)[0] ?? ''
  return line
    .replace(/^#{1,6}/, '')
    .replace(/[*_`#]/g, '')
    .trim()
    .slice(0, titleLengthMax)
}
