import { readFileSync, writeFileSync } from 'node:fs'
import { extractAttributes } from '../src/extraction/extract-attributes.ts'
import { decodeModel } from '../src/learning/decode-model.ts'
import { encodeModel } from '../src/learning/encode-model.ts'
import { fitTemperature } from '../src/learning/fit-temperature.ts'
import { foldOf, isHeldOut } from '../src/learning/is-held-out.ts'
import { scoreFeatures } from '../src/learning/linear-model.ts'
import { measurePredictions } from '../src/learning/measure-predictions.ts'
import { predict } from '../src/learning/predict.ts'
import type { Features } from '../src/learning/text-features.ts'
import { trainLinearModel } from '../src/learning/train-linear-model.ts'
import { listingFeatures } from '../src/listing/listing-features.ts'
import { queryFeatures } from '../src/query/query-features.ts'

/**
 * Trains every classifier and writes models/*.bin: on four fifths of the groups, the temperature fitted on predictions across folds of
 * those, accuracy and calibration printed for the fifth that was held out. The shipped model has not seen the held-out fifth.
 */
type Row = {
  readonly features: Features
  readonly label: string
  readonly group: string
  readonly text: string
  readonly isTrainingOnly: boolean
}
const foldCount = 4

function train(name: string, rows: readonly Row[]): void {
  const isTest = (row: Row) => !row.isTrainingOnly && isHeldOut(row.group)
  const training = rows.filter((row) => !isTest(row))
  const test = rows.filter(isTest)
  const judgements = Array.from({ length: foldCount }, (_, fold) => {
    const isOut = (row: Row) => foldOf(`fold ${row.group}`, foldCount) === fold
    const model = trainLinearModel(training.filter((row) => !isOut(row)))
    return training
      .filter(isOut)
      .map((row) => ({ scores: scoreFeatures(model, row.features), truth: model.labels.indexOf(row.label) }))
  }).flat()
  const bytes = encodeModel({ ...trainLinearModel(training), temperature: fitTemperature(judgements) })
  writeFileSync(new URL(`../models/${name}.bin`, import.meta.url), bytes)
  const model = decodeModel(bytes)
  const outcomes = test.map((row) => {
    const [best] = predict(model, row.features)
    const isRight = best?.label === row.label
    if (!isRight && process.argv.includes('--misses'))
      process.stdout.write(`  ${row.label} taken for ${best?.label} (${best?.confidence.toFixed(2)}): ${row.text}\n`)
    return { confidence: best?.confidence ?? 0, isRight }
  })
  const { count, accuracy, calibrationError } = measurePredictions(outcomes)
  process.stdout.write(
    `${name} ${model.version}: trained on ${training.length}, held out ${count}: accuracy ${accuracy.toFixed(3)}, calibration error ${calibrationError.toFixed(3)}, temperature ${model.temperature.toFixed(2)}, ${bytes.length} bytes\n`,
  )
}

function readRows<T>(path: string): readonly T[] {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

const intents = readRows<{ text: string; intent: string; family: string }>('../training/intents.ndjson')
train(
  'intents',
  intents.map(({ text, intent, family }) => ({
    features: queryFeatures(text, extractAttributes(text, {})),
    label: intent,
    group: family,
    text,
    isTrainingOnly: family.startsWith('ambiguous:'),
  })),
)

type Listing = { title: string; description: string; propertyType: string; listingIntent: string; sourceKey?: string }
const listings = [
  ...readRows<Listing>('../../../prisma/seed/listings.ndjson'),
  ...readRows<Listing>('../training/listings.ndjson'),
].map((listing) => ({
  listing,
  features: listingFeatures(listing, extractAttributes(listing.title, {}), extractAttributes(listing.description, {})),
}))
const listingRows = (label: 'propertyType' | 'listingIntent'): readonly Row[] =>
  listings.map(({ listing, features }) => ({
    features,
    label: listing[label],
    group: listing.sourceKey ?? listing.title,
    text: listing.title,
    isTrainingOnly: false,
  }))
train('property-types', listingRows('propertyType'))
train('listing-intents', listingRows('listingIntent'))
