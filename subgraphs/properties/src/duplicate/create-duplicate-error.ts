import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { GraphQLError } from 'graphql'

/** BAD_USER_INPUT of the layer DUPLICATE: the viewer has this offer already; `extensions.duplicateOf` is its id. */
export function createDuplicateError(duplicateOf: string): GraphQLError {
  return createInputError([describeOwnDuplicate(duplicateOf)], { duplicateOf })
}

/** That the viewer has this offer already, as a problem of the mutation's `input`. */
export function describeOwnDuplicate(duplicateOf: string): InputProblem {
  const reason = `is the same offer as your listing ${duplicateOf}: edit or publish that one, or say what differs.`
  return { layer: 'DUPLICATE', path: 'input', reason }
}
