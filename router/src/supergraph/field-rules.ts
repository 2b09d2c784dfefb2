/** What the supergraph's directives say about fields, types and arguments, by coordinate (`Type.field`, `Type`). */
export interface FieldRules {
  readonly fields: ReadonlyMap<string, FieldRule>
  readonly types: ReadonlyMap<string, TypeRule>
}

/** Who may see: every group of `scopes` is a set of which all are needed; one group suffices. Likewise policies. */
export interface AccessRule {
  readonly isAuthenticated: boolean
  readonly scopes: readonly (readonly string[])[] | null
  readonly policies: readonly (readonly string[])[] | null
}

export interface TypeRule {
  readonly access: AccessRule | null
  /** `@cost(weight:)` of the type. */
  readonly costWeight: number | null
}

export interface FieldRule {
  readonly access: AccessRule | null
  readonly costWeight: number | null
  /** `@cost` of arguments by name. */
  readonly argumentWeights: Readonly<Record<string, number>>
  readonly listSize: ListSizeRule | null
  readonly rateLimit: RateLimitRule | null
}

export interface ListSizeRule {
  readonly assumedSize: number | null
  readonly slicingArguments: readonly string[]
  readonly sizedFields: readonly string[]
  readonly requireOneSlicingArgument: boolean
}

export interface RateLimitRule {
  readonly max: number
  readonly window: string
  readonly identityArgs: readonly string[]
  readonly arrayLengthField: string | null
  readonly message: string | null
}
