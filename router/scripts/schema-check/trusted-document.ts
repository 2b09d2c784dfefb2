import type { DocumentNode } from 'graphql'

/** A document that runs for sure: a client of this repository's, or one of the manifest. */
export interface TrustedDocument {
  /** Relative to the repository; `<manifest>#<name>` for one of the manifest. */
  readonly file: string
  readonly text: string
  /** Null when the text is no GraphQL. */
  readonly document: DocumentNode | null
}
