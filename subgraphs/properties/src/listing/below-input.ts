import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'

/** Problems of a listing as problems of the mutation's `input`; those of the listing as a whole have an empty path. */
export function belowInput(problems: readonly InputProblem[]): InputProblem[] {
  return problems.map((problem) => ({ ...problem, path: problem.path === '' ? 'input' : `input.${problem.path}` }))
}
