import type { AttributeExtraction } from '../extraction/extraction.ts'
import type { LinearModel } from '../learning/linear-model.ts'
import { predict } from '../learning/predict.ts'
import { askForIntent } from './ask-for-intent.ts'
import { chooseMode } from './choose-mode.ts'
import { detectLanguage } from './detect-language.ts'
import { knownShare } from './known-share.ts'
import type { Intent, QueryClassification } from './query-classification.ts'
import { queryFeatures } from './query-features.ts'

/** Under this the intent is asked for, not guessed. */
export const intentConfidenceMin = 0.6
/** A text of which half the words are known is judged by them; names and typing errors make up the rest. */
const knownEnough = 0.5

/**
 * What a query asks for and how it is best searched. `extraction` is of the same text; `model` is the trained intent classifier
 * (`loadModel('intents')`). Where most words are strange to the model and nothing was extracted, its probabilities are drawn towards
 * even ones in proportion: of gibberish nothing is claimed.
 */
export function classifyQuery(text: string, extraction: AttributeExtraction, model: LinearModel): QueryClassification {
  const language = detectLanguage(text)
  const share = extraction.spans.length > 0 ? 1 : Math.min(1, knownShare(model, text) / knownEnough)
  const intents = predict(model, queryFeatures(text, extraction)).map(({ label, confidence: claimed }) => ({
    intent: label as Intent,
    confidence: share * claimed + (1 - share) / model.labels.length,
  }))
  const confidence = intents[0]?.confidence ?? 0
  const isSure = confidence >= intentConfidenceMin
  const primaryIntent = isSure ? (intents[0]?.intent ?? null) : null
  return {
    mode: chooseMode(extraction, primaryIntent),
    intents,
    primaryIntent,
    confidence,
    language,
    clarification: isSure ? null : askForIntent(intents, language),
  }
}
