import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { extractAttributes } from '../extraction/extract-attributes.ts'
import { isHeldOut } from '../learning/is-held-out.ts'
import { loadModel } from '../learning/load-model.ts'
import { measurePredictions } from '../learning/measure-predictions.ts'
import { classifyQuery, intentConfidenceMin } from './classify-query.ts'

const model = loadModel('intents')
const gazetteer = { cities: ['Seattle'] }
const classify = (text: string) => classifyQuery(text, extractAttributes(text, gazetteer), model)

describe('classifyQuery', () => {
  it.each([
    ['I want to buy a house with a garden', 'SEARCH_BUY'],
    ['two bedroom apartment in Seattle under $2000 that takes dogs', 'SEARCH_RENT'],
    ['please help me sell my flat', 'POST_SALE'],
    ['I am a landlord and need a tenant for my flat', 'POST_RENT'],
    ['what could my house be worth?', 'PRICE_CONSULTATION'],
    ['compare the first two flats', 'COMPARE'],
    ['are rents in Seattle rising?', 'TREND_ANALYSIS'],
    ['how much notice must a tenant give to end the lease?', 'CONSULTATION'],
    ['hello, how are you?', 'CHAT'],
    ['căn hộ cho thuê dưới 15 triệu', 'SEARCH_RENT'],
    ['Wohnung mit Balkon kaufen', 'SEARCH_BUY'],
    ['quiero vender mi casa', 'POST_SALE'],
    ['les loyers vont-ils augmenter ?', 'TREND_ANALYSIS'],
  ])('knows what "%s" wants', (text, intent) => {
    expect(classify(text)).toMatchObject({ primaryIntent: intent, clarification: null })
  })

  it('gives every intent with a probability, most likely first', () => {
    const { intents, confidence } = classify('flat to rent in Seattle')
    expect(intents).toHaveLength(9)
    expect(intents.reduce((sum, score) => sum + score.confidence, 0)).toBeCloseTo(1, 5)
    expect(intents.map((score) => score.confidence)).toEqual(
      intents.map((score) => score.confidence).sort((a, b) => b - a),
    )
    expect(confidence).toBe(intents[0]?.confidence)
  })

  it('asks instead of guessing when it is not sure', () => {
    const { primaryIntent, confidence, clarification } = classify('a quiet place to write with morning light')
    expect(confidence).toBeLessThan(intentConfidenceMin)
    expect(primaryIntent).toBeNull()
    expect(clarification).toMatch(/find something to (buy|rent).*or to find something to (buy|rent)\?$/)
  })

  it.each(['', '!!!', 'asdf qwer', '🏡'])('claims nothing of "%s"', (text) => {
    const { primaryIntent, clarification, mode } = classify(text)
    expect({ primaryIntent, mode }).toEqual({ primaryIntent: null, mode: 'SEMANTIC' })
    expect(clarification).toBe('What would you like to do: find a home, offer one, or get advice?')
  })

  it.each([
    ['2 bed flat in Seattle under 600k', 'FILTER'],
    ['cheap 2 bed flat in Seattle with character', 'BOTH'],
    ['somewhere peaceful with morning light', 'SEMANTIC'],
    ['Can a landlord refuse pets in a furnished flat after the lease is signed?', 'SEMANTIC'],
  ])('searches "%s" by %s', (text, mode) => {
    expect(classify(text).mode).toBe(mode)
  })

  it.each([
    ['a flat with two bedrooms near the station', 'en'],
    ['piso en alquiler con terraza', 'es'],
    ['appartement à louer avec balcon', 'fr'],
    ['Wohnung mit Garten zur Miete', 'de'],
    ['căn hộ hai phòng ngủ', 'vi'],
    ['600000', 'und'],
  ])('knows the language of "%s"', (text, language) => {
    expect(classify(text).language).toBe(language)
  })

  it('is right and honest about how sure it is on phrasings that it was never trained on', () => {
    const rows = readFileSync(new URL('../../training/intents.ndjson', import.meta.url), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { text: string; intent: string; family: string })
      .filter(({ family }) => !family.startsWith('ambiguous:') && isHeldOut(family))
    const outcomes = rows.map(({ text, intent }) => {
      const [best] = classify(text).intents
      return { confidence: best?.confidence ?? 0, isRight: best?.intent === intent }
    })
    const { count, accuracy, calibrationError } = measurePredictions(outcomes)
    expect(count).toBeGreaterThan(300)
    expect(accuracy).toBeGreaterThan(0.88)
    expect(calibrationError).toBeLessThan(0.07)
  })
})
