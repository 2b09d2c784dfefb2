import type { GraphQLError } from 'graphql'
import { createError } from './create-error.ts'

/** One thing wrong with an input. */
export interface InputProblem {
  /** Where: the path from the arguments, for example `input.listPrice.amount`. */
  readonly path: string
  /** What is wrong, and what would be right. */
  readonly reason: string
}

/** BAD_USER_INPUT that reports every problem at once in `extensions.problems`. */
export function createInputError(problems: readonly InputProblem[]): GraphQLError {
  const lines = problems.map((problem) => `${problem.path}: ${problem.reason}`)
  return createError('BAD_USER_INPUT', lines.join(' '), { problems })
}
