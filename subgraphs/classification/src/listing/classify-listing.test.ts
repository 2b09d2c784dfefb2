import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isHeldOut } from '../learning/is-held-out.ts'
import { loadModel } from '../learning/load-model.ts'
import { measurePredictions } from '../learning/measure-predictions.ts'
import { classifyListing } from './classify-listing.ts'

const models = { propertyTypes: loadModel('property-types'), listingIntents: loadModel('listing-intents') }

describe('classifyListing', () => {
  it.each([
    [
      'Sunny flat to rent',
      'Two bedrooms on the third floor, furnished. Deposit of two months, pets by agreement.',
      'APARTMENT',
      'FOR_RENT',
    ],
    [
      'House for sale with garden',
      'Four bedrooms on two floors, a garage and fruit trees. Freehold.',
      'HOUSE',
      'FOR_SALE',
    ],
    [
      'Building plot for sale',
      'Level land of 800 square metres with water and electricity at the road.',
      'LAND',
      'FOR_SALE',
    ],
    [
      'Warehouse to let',
      'Loading docks, three-phase power and a crane of five tonnes. The lease runs five years.',
      'INDUSTRIAL',
      'FOR_RENT',
    ],
  ])('knows what "%s" offers', (title, description, propertyType, listingIntent) => {
    expect(classifyListing({ title, description }, models)).toMatchObject({ propertyType, listingIntent })
  })

  it('gives every alternative with its probability, and the smaller of the two as its own', () => {
    const result = classifyListing({ title: 'Shop to let', description: '' }, models)
    expect(result.propertyTypeScores).toHaveLength(9)
    expect(result.listingIntentScores).toHaveLength(2)
    for (const scores of [result.propertyTypeScores, result.listingIntentScores]) {
      expect(scores.reduce((sum, { confidence }) => sum + confidence, 0)).toBeCloseTo(1, 5)
    }
    expect(result.confidence).toBe(
      Math.min(result.propertyTypeScores[0]?.confidence ?? 0, result.listingIntentScores[0]?.confidence ?? 0),
    )
  })

  it('is right and honest about how sure it is on listings that it was never trained on', () => {
    const listings = readFileSync(new URL('../../../../prisma/seed/listings.ndjson', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            sourceKey: string
            title: string
            description: string
            propertyType: string
            listingIntent: string
          },
      )
      .filter(({ sourceKey }) => isHeldOut(sourceKey))
    const results = listings.map((listing) => ({ listing, result: classifyListing(listing, models) }))
    const types = measurePredictions(
      results.map(({ listing, result }) => ({
        confidence: result.propertyTypeScores[0]?.confidence ?? 0,
        isRight: result.propertyType === listing.propertyType,
      })),
    )
    const intents = measurePredictions(
      results.map(({ listing, result }) => ({
        confidence: result.listingIntentScores[0]?.confidence ?? 0,
        isRight: result.listingIntent === listing.listingIntent,
      })),
    )
    expect(types.count).toBeGreaterThan(50)
    expect(types.accuracy).toBeGreaterThan(0.85)
    expect(types.calibrationError).toBeLessThan(0.1)
    expect(intents.accuracy).toBeGreaterThan(0.8)
    expect(intents.calibrationError).toBeLessThan(0.1)
  })
})
