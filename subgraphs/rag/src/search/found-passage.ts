import type { DocumentRecord } from '../document/document.ts'

/** A passage of a document that matches a query. */
export interface FoundPassage {
  readonly text: string
  readonly start: number
  readonly end: number
  readonly headings: readonly string[]
  /** 0 to 1. */
  readonly score: number
  /** How nearly its best sentence says what the query does, 0 to 1 (`rerankPassages`). */
  readonly match: number
  readonly document: DocumentRecord
}
