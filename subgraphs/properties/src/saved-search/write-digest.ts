import type { Digest, DigestLine } from './digest-store.ts'

/** Where the links of a mail lead. */
export interface DigestLinks {
  readonly property: (propertyId: string) => string
  /** Null: of all saved searches. */
  readonly unsubscribe: (savedSearchId: string | null) => string
}

const nameLengthMax = 100
const titleLengthMax = 200

/** The mail that tells of matches, plain text, the searches in the order of their first match. */
export function writeDigest(
  { lines, total }: Digest,
  links: DigestLinks,
): { readonly subject: string; readonly text: string } {
  const bySearch = new Map<string, DigestLine[]>()
  for (const line of lines) bySearch.set(line.savedSearchId, [...(bySearch.get(line.savedSearchId) ?? []), line])
  const names = [...bySearch.values()].map(([first]) => onOneLine(first?.searchName ?? '', nameLengthMax))
  const matches = total === 1 ? '1 match' : `${total} matches`
  const subject = names.length === 1 ? `${matches}: ${names[0]}` : `${matches} of your saved searches`
  const parts = [...bySearch].map(([id, own], place) =>
    [
      `${names[place]}`,
      ...own.map((line) => `- ${describe(line)}\n  ${links.property(line.propertyId)}`),
      `  No more mails about this search: ${links.unsubscribe(id)}`,
    ].join('\n'),
  )
  if (total > lines.length) parts.push(`And ${total - lines.length} more, in your saved searches.`)
  parts.push(`No more mails about saved searches: ${links.unsubscribe(null)}`)
  return { subject, text: `${parts.join('\n\n')}\n` }
}

function describe({ title, city, kind, amount, currency, previousAmount }: DigestLine): string {
  const place = city === null ? '' : `, ${onOneLine(city, nameLengthMax)}`
  const before = previousAmount !== null && previousAmount > amount ? `, was ${writeAmount(previousAmount)}` : ''
  const change = kind === 'PRICE_DROP' ? ` (cheaper${before})` : ''
  return `${onOneLine(title, titleLengthMax)}${place}: ${writeAmount(amount)} ${currency}${change}`
}

function writeAmount(amount: number): string {
  return amount.toLocaleString('en', { maximumFractionDigits: 2 })
}

/** What people wrote, on one line: it cannot look like a part of the mail. */
function onOneLine(text: string, lengthMax: number): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > lengthMax ? `${line.slice(0, lengthMax - 1).replace(/[\ud800-\udbff]$/, '')}…` : line
}
