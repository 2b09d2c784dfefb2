import { extractAttributes } from '../extraction/extract-attributes.ts'
import type { ListingIntent, PropertyType } from '../extraction/extraction.ts'
import type { LinearModel } from '../learning/linear-model.ts'
import { predict } from '../learning/predict.ts'
import { type ListingText, listingFeatures } from './listing-features.ts'

export type ListingClassification = {
  readonly propertyType: PropertyType
  readonly listingIntent: ListingIntent
  /** The smaller of the two probabilities. */
  readonly confidence: number
  readonly propertyTypeScores: readonly { readonly propertyType: PropertyType; readonly confidence: number }[]
  readonly listingIntentScores: readonly { readonly listingIntent: ListingIntent; readonly confidence: number }[]
}

export type ListingModels = { readonly propertyTypes: LinearModel; readonly listingIntents: LinearModel }

/**
 * What a listing's text says it is, with calibrated probabilities of every alternative, most likely first. Plain words ("for
 * sale", "terraced house") are read by the extraction and weighed by the models (`loadModel`) with all the others.
 */
export function classifyListing(text: ListingText, models: ListingModels): ListingClassification {
  const features = listingFeatures(text, extractAttributes(text.title, {}), extractAttributes(text.description, {}))
  const types = predict(models.propertyTypes, features)
  const intents = predict(models.listingIntents, features)
  const [type] = types
  const [intent] = intents
  if (type === undefined || intent === undefined) throw new Error('the listing models have no labels')
  return {
    propertyType: type.label as PropertyType,
    listingIntent: intent.label as ListingIntent,
    confidence: Math.min(type.confidence, intent.confidence),
    propertyTypeScores: types.map(({ label, confidence }) => ({ propertyType: label as PropertyType, confidence })),
    listingIntentScores: intents.map(({ label, confidence }) => ({
      listingIntent: label as ListingIntent,
      confidence,
    })),
  }
}
