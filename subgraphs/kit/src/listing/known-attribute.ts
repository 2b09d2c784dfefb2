/** A key of the attribute catalogue, as far as checking filters and finding what a misspelt key means needs it. */
export interface KnownAttribute {
  readonly key: string
  readonly valueType: 'BOOLEAN' | 'NUMBER' | 'TEXT' | 'LIST' | 'DATE'
  readonly status: 'KNOWN' | 'NEW' | 'REJECTED'
  /** Names and other words for it, in any language. */
  readonly names: readonly string[]
  /** The known key that values of this one are kept under. */
  readonly mappedTo?: string | null
}
