/** Paragraphs as chunks with the Markdown headings above them: a simple stand-in for what the chunking service answers. */
export function cutAtBlankLines(text: string) {
  const chunks: { start: number; end: number; headings: string[] }[] = []
  let headings: string[] = []
  let start = 0
  for (const part of text.split(/(?<=\n\n)/)) {
    const [, marks, title] = /^(#{1,6}) (.+)\n/.exec(part) ?? []
    if (marks !== undefined && title !== undefined) headings = [...headings.slice(0, marks.length - 1), title]
    chunks.push({ start, end: start + part.length, headings })
    start += part.length
  }
  return chunks
}
