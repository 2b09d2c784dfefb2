import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import { type GraphQLError, getVariableValues } from 'graphql'
import type { Decisions } from '../context.ts'
import { computeActualCost } from '../policies/cost/compute-actual-cost.ts'
import type { Generation } from './create-generation.ts'
import { createResponseShape } from './create-response-shape.ts'
import { maskExecutionError } from './mask-execution-error.ts'
import { restoreFields } from './restore-fields.ts'
import type { CompletionFault } from './run/complete-data.ts'

/** What an execution leaves: data as the document that ran has it, errors as they came. */
export interface RawResult {
  readonly data: Readonly<Record<string, unknown>> | null | undefined
  readonly errors: readonly GraphQLError[]
  /** Nulls that a type does not allow and no error explains. */
  readonly faults: readonly CompletionFault[]
}

/**
 * The answer as the client gets it: errors masked, the fields that policies removed restored as nulls with their errors,
 * the actual cost noted in `decisions`. Unexplained nulls are told in `extensions.valueCompletion`, as Apollo
 * Router tells them, when nothing else went wrong.
 */
export function finishResult(
  generation: Generation,
  requestContext: Pick<GatewayGraphQLRequestContext, 'document' | 'operation' | 'schema' | 'request'>,
  decisions: Decisions,
  { data, errors: raw, faults }: RawResult,
): GatewayExecutionResult {
  const { document, operation, schema, request } = requestContext
  const errors = raw.map(maskExecutionError)
  const extensions = faults.length > 0 && errors.length === 0 ? { valueCompletion: faults } : null
  const { cost, removedFields } = decisions
  if (!data || (cost === null && removedFields.length === 0)) return toResult(data, errors, extensions)

  const shape = createResponseShape(document, operation, schema)
  if (cost !== null) {
    const variables = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}).coerced
    const { rules } = generation.supergraph
    const actual = computeActualCost(data, { shape, schema, rules, variables: variables ?? {} })
    decisions.cost = { ...cost, actual }
  }
  if (removedFields.length === 0) return toResult(data, errors, extensions)
  const restored = restoreFields(data, shape, removedFields)
  return toResult(restored.data, [...errors, ...restored.errors], extensions)
}

function toResult(
  data: RawResult['data'],
  errors: readonly GraphQLError[],
  extensions: Readonly<Record<string, unknown>> | null,
): GatewayExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors.length > 0 ? { errors } : {}),
    ...(extensions === null ? {} : { extensions }),
  }
}
