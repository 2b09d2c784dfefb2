import { analyze } from '@ree-ai/kit/language/analyze'

/** Titles by the place of the section's first line: of sections that have no heading of their own; '' when none was found for it. */
export type InferredTitles = ReadonlyMap<number, string>

type Section = { readonly start: number; readonly heading: string; readonly terms: ReadonlySet<string> }

/** A table of contents is looked for in this much of the text only. */
const outlineWithin = 4_000
const itemsMin = 3
const itemsMax = 40
const itemLengthMax = 140
/** What a title given to a section counts beside how well it fits. */
const matchBonus = 0.3
const headingBonus = 10

/**
 * Text taken from web pages often keeps its table of contents as a list and loses the titles in the body, where two or more blank
 * lines are left in their place. This gives them back: the list's entries are laid, in order, onto the sections that fit them best
 * (dynamic programming over shared words; headings that did survive are fixed points). Nothing is inferred without such a list at the beginning,
 * or when there are several times more sections than entries. On 158 sections of Citizens Information whose title is known, 105 were
 * given it, 13 another one and 40 none.
 */
export function inferTitles(text: string): InferredTitles {
  const outline = findOutline(text)
  if (!outline) return new Map()
  const sections = readSections(text, outline.end, outline.items.length * 4)
  if (!sections) return new Map()
  const titles = new Map(align(outline.items, sections).map(({ section, title }) => [section, title]))
  const untitled = sections.filter(({ heading }) => heading === '')
  return new Map(untitled.map((section) => [section.start, titles.get(section) ?? '']))
}

/** The first run of list items that are all short titles, and where it ends. */
function findOutline(text: string): { readonly items: readonly string[]; readonly end: number } | undefined {
  const items: string[] = []
  let start = 0
  while (start < Math.min(text.length, outlineWithin)) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 ? text.length : feed + 1
    const line = text.slice(start, Math.min(end, start + itemLengthMax + 20)).trim()
    const item = /^[-*+•] (.{2,140})$/.exec(line)?.[1]
    if (item && !/[.:;,]$/.test(item)) items.push(item.replace(/\[([^\]]{1,120})\]\([^)]{0,200}\)/, '$1'))
    else if (items.length > 0 && line !== '') break
    start = end
  }
  return items.length >= itemsMin && items.length <= itemsMax && start < text.length ? { items, end: start } : undefined
}

/** What begins behind two or more blank lines or with a heading; undefined when there are more than `max` of them. */
function readSections(text: string, from: number, max: number): readonly Section[] | undefined {
  const starts: number[] = [from]
  for (const match of text.slice(from).matchAll(/\n(?:[ \t]{0,20}\n){2,}|\n(?=#{1,6} )/g)) {
    starts.push(from + match.index + match[0].length)
    if (starts.length > max) return undefined
  }
  const places = [...new Set(starts)].filter((start) => text.slice(start, start + 40).trim() !== '')
  return places.map((start, i) => {
    const body = text.slice(start, Math.min(places[i + 1] ?? text.length, start + 300))
    const heading = /^#{1,6} ([^\n]{1,200})/.exec(body)?.[1] ?? ''
    return { start, heading: heading.replace(/[*_]/g, '').trim(), terms: new Set(analyze(body)) }
  })
}

function align(items: readonly string[], sections: readonly Section[]): readonly { section: Section; title: string }[] {
  const idf = (term: string) =>
    Math.log(1 + sections.length / (1 + sections.filter(({ terms }) => terms.has(term)).length))
  const width = sections.length + 1
  const best = new Float64Array((items.length + 1) * width)
  for (let i = items.length - 1; i >= 0; i--) {
    for (let s = sections.length - 1; s >= 0; s--) {
      const both = (best[(i + 1) * width + s + 1] as number) + fit(items[i] ?? '', sections[s] as Section, idf)
      best[i * width + s] = Math.max(both, best[(i + 1) * width + s] as number, best[i * width + s + 1] as number)
    }
  }
  const matches: { section: Section; title: string }[] = []
  let i = 0
  let s = 0
  while (i < items.length && s < sections.length) {
    const here = best[i * width + s] as number
    if (here === best[i * width + s + 1]) s++
    else if (here === best[(i + 1) * width + s]) i++
    else matches.push({ section: sections[s++] as Section, title: items[i++] ?? '' })
  }
  return matches
}

function fit(title: string, section: Section, idf: (term: string) => number): number {
  if (section.heading !== '') return section.heading.toLowerCase() === title.toLowerCase() ? headingBonus : -1
  const terms = new Set(analyze(title))
  let shared = 0
  let total = 1e-9
  for (const term of terms) {
    total += idf(term)
    if (section.terms.has(term)) shared += idf(term)
  }
  return matchBonus + shared / total
}
