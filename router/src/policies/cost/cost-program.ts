import type { ListSizeProgram } from './compile-list-size.ts'
import type { Condition } from './read-conditions.ts'

export type Variables = Readonly<Record<string, unknown>>

/** The selections of a set, compiled for one schema: what is left to do is to put in the variables. */
export interface SetProgram {
  /** Unique within the operation. */
  readonly id: number
  readonly fields: readonly FieldProgram[]
  /** Inline fragments and spreads; a named fragment is one program, wherever it is spread. */
  readonly fragments: readonly FragmentProgram[]
}

export interface FragmentProgram {
  readonly conditions: readonly Condition[]
  readonly set: SetProgram
}

export interface FieldProgram {
  readonly responseKey: string
  readonly name: string
  readonly coordinate: string
  readonly conditions: readonly Condition[]
  /** What a use costs, its arguments included. */
  readonly weighUse: (variables: Variables) => number
  /** What one instance of its value costs by itself. */
  readonly instance: number
  /** What it costs when it turns out to be null: its `@cost`, for it was worked out all the same. */
  readonly absence: number
  /** Lists around an instance. */
  readonly listDepth: number
  readonly list: ListSizeProgram | null
  readonly set: SetProgram | null
}
