import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'

export type QueryMode = 'FILTER' | 'SEMANTIC' | 'BOTH'

/** A condition taken from a query's words. */
export interface UnderstoodFact {
  readonly field: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** What a query's words mean. */
export interface Understanding {
  readonly mode: QueryMode
  readonly filter: PropertyFilter
  readonly facts: readonly UnderstoodFact[]
  /** What is left to rank by. */
  readonly text: string
  /** Why the words could not be understood; null when they were. */
  readonly notice: string | null
}
