import type { AttributeExtraction } from '../extraction/extraction.ts'
import { type Features, mergeFeatures, textFeatures } from '../learning/text-features.ts'

export type ListingText = { readonly title: string; readonly description: string }

/** What the listing classifiers see: the words of title and description apart, and what was extracted from each. */
export function listingFeatures(
  text: ListingText,
  title: AttributeExtraction,
  description: AttributeExtraction,
): Features {
  const extras = [
    ...(title.filter.propertyType ?? ['none']).map((type) => `title:${type}`),
    ...(description.filter.propertyType ?? ['none']).map((type) => `body:${type}`),
    `title:${title.filter.listingIntent ?? 'none'}`,
    `body:${description.filter.listingIntent ?? 'none'}`,
    `bedrooms:${title.filter.bedroomsTotal === undefined && description.filter.bedroomsTotal === undefined ? 'no' : 'yes'}`,
    `lot:${description.filter.lotSizeArea === undefined ? 'no' : 'yes'}`,
  ]
  return mergeFeatures([textFeatures(text.title, extras, 't'), textFeatures(text.description, [], 'd')])
}
