/** One attribute as a client or a file gives it, its kind still open: exactly one of the values is to be there. */
export interface GivenAttribute {
  /** Where it was given, for problems. */
  readonly path: string
  readonly key: string
  readonly boolean?: boolean | null
  readonly number?: number | null
  readonly unit?: string | null
  readonly text?: string | null
  readonly list?: readonly string[] | null
  readonly date?: string | null
}
