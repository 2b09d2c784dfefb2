export type Intent =
  | 'SEARCH_BUY'
  | 'SEARCH_RENT'
  | 'POST_SALE'
  | 'POST_RENT'
  | 'PRICE_CONSULTATION'
  | 'COMPARE'
  | 'TREND_ANALYSIS'
  | 'CONSULTATION'
  | 'CHAT'

export type QueryMode = 'FILTER' | 'SEMANTIC' | 'BOTH'

export type IntentScore = { readonly intent: Intent; readonly confidence: number }

export type QueryClassification = {
  readonly mode: QueryMode
  /** All nine, most likely first; confidences are calibrated and sum to 1. */
  readonly intents: readonly IntentScore[]
  /** The most likely one; null when it is under the threshold. */
  readonly primaryIntent: Intent | null
  readonly confidence: number
  /** ISO 639-1, or `und`. */
  readonly language: string
  /** A question to ask back when the intent is not sure enough; else null. */
  readonly clarification: string | null
}
