import { describe, expect, it } from 'vitest'
import { decodeModel } from './decode-model.ts'
import { encodeModel } from './encode-model.ts'
import { fitTemperature } from './fit-temperature.ts'
import { measurePredictions } from './measure-predictions.ts'
import { predict } from './predict.ts'
import { textFeatures } from './text-features.ts'
import { trainLinearModel } from './train-linear-model.ts'

const examples = [
  ...['good dog', 'nice dog here', 'the dog barks'].map((text) => ({ features: textFeatures(text), label: 'dog' })),
  ...['good cat', 'nice cat here', 'the cat purrs'].map((text) => ({ features: textFeatures(text), label: 'cat' })),
]

describe('the linear model', () => {
  it('learns to tell texts apart, the same way every time', () => {
    const model = trainLinearModel(examples)
    expect(predict(model, textFeatures('a dog'))[0]?.label).toBe('dog')
    expect(predict(model, textFeatures('my CAT'))[0]?.label).toBe('cat')
    expect(trainLinearModel(examples).weights).toEqual(model.weights)
  })

  it('says after storing what it said before, and is versioned by its bytes', () => {
    const model = trainLinearModel(examples)
    const bytes = encodeModel({ ...model, temperature: 1.5 })
    const stored = decodeModel(bytes)
    const features = textFeatures('a dog')
    expect(stored.temperature).toBe(1.5)
    expect(predict(stored, features)[0]?.confidence).toBeCloseTo(
      predict({ ...model, temperature: 1.5 }, features)[0]?.confidence ?? 0,
      1,
    )
    expect(stored.version).toMatch(/^[0-9a-f]{12}$/)
    expect(decodeModel(encodeModel({ ...model, temperature: 1.6 })).version).not.toBe(stored.version)
  })

  it('refuses bytes that are cut short or something else', () => {
    const bytes = encodeModel(trainLinearModel(examples))
    expect(() => decodeModel(bytes.subarray(0, bytes.length - 1))).toThrow('cut short')
    expect(() => decodeModel(Buffer.from('something else entirely'))).toThrow('not a model')
  })

  it('is less sure at a temperature fitted to answers that were often wrong', () => {
    const scores = Float64Array.from([3, 0])
    expect(
      fitTemperature([
        { scores, truth: 0 },
        { scores, truth: 0 },
        { scores, truth: 1 },
      ]),
    ).toBeGreaterThan(3)
  })

  it('measures how far confidence is from accuracy', () => {
    const outcomes = [true, true, true, false].map((isRight) => ({ confidence: 0.95, isRight }))
    expect(measurePredictions(outcomes)).toEqual({ count: 4, accuracy: 0.75, calibrationError: expect.closeTo(0.2) })
  })

  it('takes the same features from a text whatever its case, accents and length', () => {
    expect(textFeatures('Căn Hộ')).toEqual(textFeatures('can ho'))
    expect(textFeatures('x '.repeat(100_000)).length).toBeLessThan(20)
    expect(textFeatures('')).toHaveLength(0)
  })
})
