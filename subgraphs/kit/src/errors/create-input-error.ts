import type { GraphQLError } from 'graphql'
import { createError } from './create-error.ts'

/**
 * What kind of check found a problem: something is missing, wrong by itself, wrong together with something else, looks like
 * spam, or is there already.
 */
export type ProblemLayer = 'PRESENCE' | 'FORMAT' | 'LOGIC' | 'SPAM' | 'DUPLICATE'

/** One thing wrong with an input. */
export interface InputProblem {
  /** Where: the path from the arguments, for example `input.listPrice.amount`. */
  readonly path: string
  /** What is wrong, and what would be right. */
  readonly reason: string
  /** Left out where inputs are not checked in layers. */
  readonly layer?: ProblemLayer
}

/** BAD_USER_INPUT that reports every problem at once in `extensions.problems`; `details` stand beside them. */
export function createInputError(
  problems: readonly InputProblem[],
  details: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  const lines = problems.map((problem) => `${problem.path}: ${problem.reason}`)
  return createError('BAD_USER_INPUT', lines.join(' '), { problems, ...details })
}
