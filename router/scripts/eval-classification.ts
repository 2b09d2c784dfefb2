import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { extractAttributes } from '@ree-ai/classification/extraction/extract-attributes'
import { isHeldOut } from '@ree-ai/classification/learning/is-held-out'
import { loadModel } from '@ree-ai/classification/learning/load-model'
import { measurePredictions, type Outcome } from '@ree-ai/classification/learning/measure-predictions'
import { classifyListing } from '@ree-ai/classification/listing/classify-listing'
import { classifyQuery, intentConfidenceMin } from '@ree-ai/classification/query/classify-query'
import { evaluatePropertySearch, evaluateSgdHomes, evaluateUciProse } from './eval-extraction.ts'
import type { EvalRow } from './eval-row.ts'

/** Every measurement of extraction and classification for which `dataFolder` (in the layout of ../shared/data) has the data. */
export function evaluateClassification(dataFolder: string): readonly EvalRow[] {
  return [
    ...evaluatePropertySearch(join(dataFolder, 'queries/property-search.json')),
    ...evaluateSgdHomes(join(dataFolder, 'queries/sgd-homes/train.jsonl'), 'sgd-homes train'),
    ...evaluateUciProse(join(dataFolder, 'listings/uci-apartments/listings.csv')),
    ...evaluateIntents(dataFolder),
    ...evaluateListingClassifiers(),
  ]
}

/**
 * The intent classifier on its own held-out phrasings, and on questions that others wrote: those of Citizens Information ask for advice,
 * first turns of Schema-Guided Dialogue that look for an apartment are searches (of which kind, they mostly do not say).
 */
export function evaluateIntents(dataFolder: string): readonly EvalRow[] {
  const model = loadModel('intents')
  const classify = (query: string) => classifyQuery(query, extractAttributes(query, {}), model)
  const outcomes = readLines<{ text: string; intent: string; family: string }>(
    ownFile('subgraphs/classification/training/intents.ndjson'),
  )
    .filter(({ family }) => !family.startsWith('ambiguous:') && isHeldOut(family))
    .map(({ text: query, intent }): Outcome => {
      const { intents, confidence } = classify(query)
      return { confidence, isRight: intents[0]?.intent === intent }
    })
  const own = 'own phrasings held out by template; no published figure (the method has .910 on CLINC150, ai.md)'
  const rows = [...measured('intents held out', outcomes, own), sureRow('intents held out', outcomes)]
  const questions = join(dataFolder, 'documents/citizens-information/questions.jsonl')
  if (existsSync(questions)) {
    const asked = readLines<{ question: string }>(questions).map(
      ({ question }) => classify(question).intents[0]?.intent === 'CONSULTATION',
    )
    rows.push(
      row(
        'citizens-information questions',
        'taken for CONSULTATION',
        share(asked),
        'Citizens Information Board, CC BY 4.0; never trained on',
      ),
    )
  }
  const turns = join(dataFolder, 'queries/sgd-homes/train.jsonl')
  if (existsSync(turns)) {
    const searches = readLines<{ utterance: string; turn: number; active_intent: string }>(turns)
      .filter(({ turn, active_intent }) => turn === 0 && active_intent === 'FindApartment')
      .map(({ utterance }) => ['SEARCH_RENT', 'SEARCH_BUY'].includes(classify(utterance).intents[0]?.intent ?? ''))
    rows.push(
      row(
        'sgd-homes train, first turns',
        'taken for a search',
        share(searches),
        'Schema-Guided Dialogue, CC BY-SA 4.0; never trained on',
      ),
    )
  }
  return rows
}

/** The listing classifiers on the fifth of the sample listings that they were not trained on. */
export function evaluateListingClassifiers(): readonly EvalRow[] {
  const models = { propertyTypes: loadModel('property-types'), listingIntents: loadModel('listing-intents') }
  const listings = readLines<{
    sourceKey: string
    title: string
    description: string
    propertyType: string
    listingIntent: string
  }>(ownFile('prisma/seed/listings.ndjson')).filter(({ sourceKey }) => isHeldOut(sourceKey))
  const results = listings.map((listing) => ({ listing, result: classifyListing(listing, models) }))
  const source = 'own sample listings held out by hash'
  return [
    ...measured(
      'listing types held out',
      results.map(({ listing, result }) => ({
        confidence: result.propertyTypeScores[0]?.confidence ?? 0,
        isRight: result.propertyType === listing.propertyType,
      })),
      source,
    ),
    ...measured(
      'listing intents held out',
      results.map(({ listing, result }) => ({
        confidence: result.listingIntentScores[0]?.confidence ?? 0,
        isRight: result.listingIntent === listing.listingIntent,
      })),
      source,
    ),
  ]
}

function measured(dataset: string, outcomes: readonly Outcome[], source: string): readonly EvalRow[] {
  const { accuracy, calibrationError } = measurePredictions(outcomes)
  return [
    row(dataset, `accuracy of ${outcomes.length}`, accuracy, source),
    row(dataset, 'calibration error', calibrationError, source),
  ]
}

function sureRow(dataset: string, outcomes: readonly Outcome[]): EvalRow {
  const sure = outcomes.filter(({ confidence }) => confidence >= intentConfidenceMin)
  const metric = `accuracy of the ${sure.length} over the threshold`
  return row(dataset, metric, share(sure.map(({ isRight }) => isRight)), 'own held-out phrasings')
}

function readLines<T>(file: string | URL): readonly T[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

function ownFile(path: string): URL {
  return new URL(`../../${path}`, import.meta.url)
}

function share(values: readonly boolean[]): number {
  return values.filter(Boolean).length / Math.max(1, values.length)
}

function row(dataset: string, metric: string, value: number, source: string): EvalRow {
  return { dataset, metric, value, reference: undefined, source }
}
