import { analyze } from '@ree-ai/kit/language/analyze'

/** What of a listing the words of a query are looked for in. */
export interface WordedListing {
  readonly title: string
  readonly description: string
  readonly listingIntent: string
  readonly propertyType: string
  readonly street: string | null
  readonly district: string | null
  readonly city: string | null
  readonly stateOrProvince: string | null
  readonly attributes: Readonly<Record<string, unknown>>
}

const intentWords: Readonly<Record<string, string>> = { FOR_SALE: 'for sale buy', FOR_RENT: 'for rent rental let' }

/**
 * The stems of a listing's words: its texts, its place and its facts in words, as the search index has them. What a
 * listing has not ("furnished": false) is not said. `labels` are the English names of attributes that are not rejected.
 */
export function listStems(listing: WordedListing, labels: ReadonlyMap<string, string>): ReadonlySet<string> {
  const attributes = Object.entries(listing.attributes).map(([key, value]) => {
    const label = labels.get(key)
    if (label === undefined || value === false) return ''
    if (typeof value === 'string') return `${label} ${value}`
    return Array.isArray(value) ? `${label} ${value.join(', ')}` : label
  })
  const words = [
    listing.title,
    listing.description,
    listing.propertyType.toLowerCase(),
    intentWords[listing.listingIntent],
    listing.street,
    listing.district,
    listing.city,
    listing.stateOrProvince,
    ...attributes,
  ]
  return new Set(analyze(words.filter(Boolean).join('. ')))
}

/** The stems that a listing has to have for these words. */
export function listTerms(words: string): string[] {
  return words.trim() === '' ? [] : [...new Set(analyze(words))]
}
