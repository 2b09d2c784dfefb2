/** A document of the manifest. */
export interface TrustedDocument {
  /** SHA-256 of `body`, hexadecimal. */
  readonly id: string
  readonly name: string
  readonly type: 'query' | 'mutation' | 'subscription'
  /** The whole text, with every fragment it uses. */
  readonly body: string
}
