import type { InputProblem, ProblemLayer } from '@ree-ai/kit/errors/create-input-error'

/** Problems as found by a layer of checks; those that name theirs keep it. */
export function inLayer(layer: ProblemLayer, problems: readonly InputProblem[]): InputProblem[] {
  return problems.map((problem) => ({ layer, ...problem }))
}
