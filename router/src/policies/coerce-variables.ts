import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { type GraphQLSchema, getVariableValues, type OperationDefinitionNode } from 'graphql'
import { removeSuggestion } from '../errors/remove-suggestion.ts'
import { withStatus } from '../errors/with-status.ts'

/**
 * The variables as the schema has them, with defaults. BAD_USER_INPUT with status 400 lists every value that does not
 * fit, with its path and the reason; `hidesSuggestions` leaves out the names graphql-js suggests.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
  options: { readonly hidesSuggestions?: boolean } = {},
): Readonly<Record<string, unknown>> {
  const result = getVariableValues(schema, operation.variableDefinitions ?? [], variables)
  if (result.coerced !== undefined) return result.coerced
  const problems = result.errors.map(({ message }) =>
    toProblem(options.hidesSuggestions ? removeSuggestion(message) : message),
  )
  throw withStatus(createInputError(problems), { status: 400 })
}

/** graphql-js tells where in its message: `Variable "$input" got invalid value 5 at "input.price"; Float cannot …`. */
function toProblem(message: string): InputProblem {
  const [, name = ''] = /^Variable "\$(\w+)"/.exec(message) ?? []
  const start = message.lastIndexOf(' at "')
  const end = message.indexOf('"; ', start)
  if (start === -1 || end === -1) return { path: name, reason: message }
  return { path: message.slice(start + 5, end), reason: message.slice(end + 3) }
}
