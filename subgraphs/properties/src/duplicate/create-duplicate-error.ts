import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { GraphQLError } from 'graphql'

/** BAD_USER_INPUT of the layer DUPLICATE: the viewer has this offer already; `extensions.duplicateOf` is its id. */
export function createDuplicateError(duplicateOf: string): GraphQLError {
  const reason = `is the same offer as your listing ${duplicateOf}: edit or publish that one, or say what differs.`
  return createInputError([{ layer: 'DUPLICATE', path: 'input', reason }], { duplicateOf })
}
