/**
 * What is analyzed and embedded for a passage: the document's title and the titles of the sections it lies in (each once), then
 * its text. Offsets refer to the passage's own text, never to this.
 */
export function composeSearchedText(title: string, headings: readonly string[], text: string): string {
  const titles = new Set([title, ...headings].map((heading) => heading.trim()).filter((heading) => heading !== ''))
  return `${[...titles].join('. ')}\n\n${text}`
}
