import type { AttributeExtraction } from '../extraction/extraction.ts'
import { type Features, textFeatures } from '../learning/text-features.ts'
import { findIntentCues } from './find-intent-cues.ts'

/**
 * What the intent classifier sees of a query: its words, cues that mean the same in every language, alone and in pairs, and what
 * was extracted (places apart: they differ by store).
 */
export function queryFeatures(text: string, extraction: AttributeExtraction): Features {
  const { filter } = extraction
  const cues = findIntentCues(text)
  const extras = [
    `intent:${filter.listingIntent ?? 'none'}`,
    `price:${filter.listPrice === undefined ? 'no' : 'yes'}`,
    `facts:${Math.min(4, Object.keys(filter).length)}`,
    `question:${/[?？]/.test(text)}`,
    ...(filter.bedroomsTotal === undefined ? [] : ['bedrooms']),
    ...(filter.propertyType === undefined ? [] : ['type']),
    ...(cues.length === 0 ? ['cue:none'] : cues.map((cue) => `cue:${cue}`)),
    ...cues.flatMap((cue, i) => cues.slice(i + 1).map((other) => `cues:${cue}+${other}`)),
    ...cues.map((cue) => `cue:${cue}|${filter.listingIntent ?? 'none'}`),
  ]
  return textFeatures(text, extras)
}
