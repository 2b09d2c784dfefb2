import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'

/** Problems of a listing as problems of the mutation's `input`. */
export function belowInput(problems: readonly InputProblem[]): InputProblem[] {
  return problems.map(({ path, reason }) => ({ path: `input.${path}`, reason }))
}
