const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }
/** No tag begins within another, so that each character is looked at twice at most. */
const markup = /<(?:(br|\/p|\/div|\/li)[ ]?\/?|[^<>]{1,500})>/gi
const lineEnds = /\n{3,}/g
const entity = /&(amp|lt|gt|quot|nbsp|#39);/g

/** Text without markup: line breaks and paragraphs become line ends, other tags vanish, the commonest entities are read. */
export function stripHtml(html: string): string {
  return html
    .replace(markup, (_tag, lineBreak: string | undefined) => (lineBreak === undefined ? '' : '\n'))
    .replace(entity, (whole, name: string) => entities[name] ?? whole)
    .replace(lineEnds, '\n\n')
}
