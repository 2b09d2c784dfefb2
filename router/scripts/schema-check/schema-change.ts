/** How a change of the contract meets clients: it can fail them, surprise them, or do nothing to them. */
export type ChangeLevel = 'breaking' | 'dangerous' | 'safe'

/** One difference between the published contract and the one composed from the working tree. */
export interface SchemaChange {
  readonly level: ChangeLevel
  /** `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE` or `@directive`. */
  readonly coordinate: string
  readonly message: string
  /**
   * The coordinates whose users notice, as field usage names them; `Type.*` stands for everything within a type. Null when usage
   * cannot tell who notices.
   */
  readonly affects: readonly string[] | null
  /** Whether a document that this change breaks no longer validates: then its validation tells more than what it uses. */
  readonly isSeenByValidation: boolean
}
