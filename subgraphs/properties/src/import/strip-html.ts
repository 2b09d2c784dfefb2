const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ', '#39': "'" }

/** Text without markup: line breaks and paragraphs become line ends, other tags vanish, the commonest entities are read. */
export function stripHtml(html: string): string {
  return html
    .replace(/<(?:br|\/p|\/div|\/li)[ ]?\/?>/gi, '\n')
    .replace(/<[^<>]{1,500}>/g, '')
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (whole, name: string) => entities[name] ?? whole)
    .replace(/\n{3,}/g, '\n\n')
}
