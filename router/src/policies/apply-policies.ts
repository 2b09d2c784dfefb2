import type { ApolloServerPlugin, GraphQLRequestContext } from '@apollo/server'
import type { Tracer } from '@opentelemetry/api'
import { createError } from '@ree-ai/kit/errors/create-error'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import { GraphQLError, type GraphQLSchema, getOperationAST, type OperationDefinitionNode } from 'graphql'
import { describeCaching } from '../cache/describe-caching.ts'
import type { RouterContext } from '../context.ts'
import { withStatus } from '../errors/with-status.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import { withSpan } from '../tracing/with-span.ts'
import { coerceVariables } from './coerce-variables.ts'
import { createDecisions } from './create-decisions.ts'
import type { OperationPolicy } from './policy.ts'

/**
 * Runs the policies on each operation, one after the other in the order given, after validation and before planning.
 * It is one plugin because Apollo Server runs the hooks of several at the same time. What the policies leave of the document is
 * what runs; what they decided is on `context.decisions`, and their headers and the cost go into the response. A
 * refusal answers with its code's HTTP status. `onRefusal` hears of each refused operation and each removed field.
 */
export function applyPolicies(deps: {
  readonly policies: readonly OperationPolicy[]
  /** Checks the document before anything is parsed: the refusal, when it must not run. */
  readonly checkDocument?: (
    request: Pick<GraphQLRequestContext<RouterContext>, 'request' | 'contextValue'>,
  ) => Promise<GraphQLError | null>
  /** The rules that belong to the schema an operation runs on. */
  readonly getRules: (schema: GraphQLSchema) => FieldRules
  readonly onRefusal: (policy: string, code: string) => void
  /** Whether errors keep names of the schema to themselves. */
  readonly hidesSchema?: boolean
  /** For a span around all of them; none unless given. */
  readonly tracer?: Tracer | null
}): ApolloServerPlugin<RouterContext> {
  return {
    async requestDidStart(begun) {
      const context = begun.contextValue
      // Apollo Server copies the context for each operation of a batch, but not what it refers to.
      Object.assign(context, { decisions: createDecisions() })
      const refusal = (await deps.checkDocument?.(begun)) ?? null
      return {
        async didResolveOperation(request) {
          if (refusal !== null) {
            // What stands in for the refused document is nobody's operation.
            Object.assign(request, { operation: undefined })
            throw refusal
          }
          const { schema, operationName } = request
          const rules = deps.getRules(schema)
          if (!request.operation) throw unresolved(request.request.operationName)
          let operation: OperationDefinitionNode = request.operation
          // Validation passes over operations of a kind that the schema has not.
          if (!schema.getRootType(operation.operation))
            throw withStatus(createError('GRAPHQL_VALIDATION_FAILED', `This API has no ${operation.operation}.`))
          const variables = coerceVariables(schema, operation, request.request.variables ?? {}, {
            hidesSuggestions: deps.hidesSchema,
          })
          Object.assign(request.request, {
            variables: pickDeclared(request.request.variables, operation),
            extensions: undefined,
          })
          let document = request.document
          const apply = async () => {
            for (const policy of deps.policies) {
              const removedBefore = context.decisions.removedFields.length
              try {
                document = await policy.apply({ document, operation, operationName, variables, context, schema, rules })
              } catch (error) {
                if (!(error instanceof GraphQLError) || !isErrorCode(error.extensions.code)) throw error
                deps.onRefusal(policy.name, error.extensions.code)
                throw error.extensions.http === undefined ? withStatus(error) : error
              }
              for (const field of context.decisions.removedFields.slice(removedBefore))
                deps.onRefusal(policy.name, field.code)
              const left = getOperationAST(document, operationName)
              if (!left) throw new Error(`${policy.name} removed the operation from its document`)
              operation = left
            }
          }
          await withSpan(deps.tracer ?? null, 'policies', context.traceparent, apply)
          Object.assign(request, { document, operation })
        },
        async willSendResponse({ response, operation, requestIsBatched }) {
          const { body, http } = response
          for (const [name, value] of context.decisions.responseHeaders) http.headers.set(name, value)
          const caching = describeCaching(context.decisions.caching, {
            isQuery: operation?.operation === 'query' && !requestIsBatched,
            hasErrors: body.kind !== 'single' || (body.singleResult.errors?.length ?? 0) > 0,
            isSignedIn: context.viewer !== null,
          })
          for (const [name, value] of Object.entries(caching)) http.headers.set(name, value)
          // Before the answer is written, so that the client sees what it has left.
          await context.decisions.costAccount?.settle()
          if (context.decisions.cost === null || response.body.kind !== 'single') return
          const result = response.body.singleResult
          result.extensions = { ...result.extensions, cost: context.decisions.cost }
        },
      }
    },
  }
}

/** The variables an operation has: others could be of any size, and a subscription would keep them as long as it runs. */
function pickDeclared(
  variables: Readonly<Record<string, unknown>> | undefined,
  operation: OperationDefinitionNode,
): Readonly<Record<string, unknown>> | undefined {
  if (variables === undefined) return undefined
  const names = (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value)
  return Object.fromEntries(names.flatMap((name) => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : [])))
}

function unresolved(operationName: string | undefined): GraphQLError {
  const message = operationName
    ? `The document has no operation named "${operationName.slice(0, 100)}".`
    : 'The document has several operations or none; name one in `operationName`.'
  return withStatus(createError('OPERATION_RESOLUTION_FAILURE', message))
}
