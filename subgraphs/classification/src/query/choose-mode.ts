import type { AttributeExtraction } from '../extraction/extraction.ts'
import type { Intent, QueryMode } from './query-classification.ts'

/** Intents whose words are looked up by meaning even when they name a type or a place ("are rents rising in Leeds?"). */
const askedInWords: ReadonlySet<Intent> = new Set<Intent>(['CONSULTATION', 'CHAT', 'TREND_ANALYSIS'])

/**
 * How a query is best searched, from what was understood and what is left over: facts alone are filtered by, words alone are
 * searched by meaning, both by both. A question for advice stays a question although facts stand in it.
 */
export function chooseMode(extraction: AttributeExtraction, intent: Intent | null): QueryMode {
  const hasFacts = extraction.spans.length > 0
  if (!hasFacts) return 'SEMANTIC'
  if (extraction.remainder === '') return 'FILTER'
  return intent !== null && askedInWords.has(intent) ? 'SEMANTIC' : 'BOTH'
}
