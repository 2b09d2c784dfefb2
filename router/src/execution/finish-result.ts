import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import type { GraphQLError } from 'graphql'
import type { Decisions } from '../context.ts'
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
  requestContext: Pick<GatewayGraphQLRequestContext, 'document' | 'operation' | 'schema'>,
  decisions: Decisions,
  { data, errors: raw, faults }: RawResult,
): GatewayExecutionResult {
  const { document, operation, schema } = requestContext
  const errors = raw.map(maskExecutionError)
  const extensions = faults.length > 0 && errors.length === 0 ? { valueCompletion: faults } : null
  const { costAccount, removedFields } = decisions
  costAccount?.note(decisions, data ?? null, raw)
  if (!data || removedFields.length === 0) return toResult(data, errors, extensions)
  const restored = restoreFields(data, createResponseShape(document, operation, schema), removedFields)
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
