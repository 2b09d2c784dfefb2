import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { type GraphQLSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql'
import { createTestContext } from '../create-test-context.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import type { OperationRequest } from './policy.ts'

/** For tests: an operation as policies get it. Throws when it is not valid. */
export function readTestRequest(
  query: string,
  graph: { readonly schema: GraphQLSchema; readonly rules: FieldRules },
  options: { readonly viewer?: Viewer | null; readonly variables?: Record<string, unknown> } = {},
): OperationRequest {
  const document = parse(query)
  const operation = getOperationAST(document)
  const [error] = validate(graph.schema, document)
  if (error || !operation) throw error ?? new Error('there is no operation')
  const { coerced, errors } = getVariableValues(
    graph.schema,
    operation.variableDefinitions ?? [],
    options.variables ?? {},
  )
  if (!coerced) throw errors[0]
  return {
    document,
    operation,
    operationName: operation.name?.value ?? null,
    variables: coerced,
    context: createTestContext({ viewer: options.viewer ?? null }),
    ...graph,
  }
}
