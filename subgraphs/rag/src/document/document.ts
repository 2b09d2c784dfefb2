/** A document without its text, which may be long. */
export interface DocumentRecord {
  readonly id: string
  readonly title: string
  readonly source: string | null
  readonly status: 'PENDING' | 'INDEXED' | 'FAILED'
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A document to be indexed. */
export interface PendingDocument {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly bodyHash: string
}

/** What a client sends to be stored, checked. */
export interface DocumentInput {
  readonly title: string
  readonly body: string
  readonly source: string | null
}
