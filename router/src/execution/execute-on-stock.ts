import type { ApolloGateway } from '@apollo/gateway'
import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import type { GraphQLError } from 'graphql'
import type { RouterContext } from '../context.ts'
import { finishResult } from './finish-result.ts'
import { hashDocument } from './hash-document.ts'
import { refusePlan } from './plan/refuse-plan.ts'

/** Runs an operation as `@apollo/gateway` does: what our own execution is compared with, and a way back. */
export async function executeOnStock(
  gateway: ApolloGateway,
  requestContext: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  const { document } = requestContext
  const { decisions } = requestContext.context as RouterContext
  try {
    const result = await gateway.executor({ ...requestContext, queryHash: hashDocument(document) })
    return finishResult(requestContext, decisions, {
      data: result.data,
      errors: result.errors ?? [],
      faults: readFaults(result),
    })
  } catch (error) {
    throw error instanceof Error && !('extensions' in error) ? refusePlan(error.message) : error
  }
}

function readFaults({ extensions }: GatewayExecutionResult) {
  const faults: unknown = extensions?.valueCompletion
  return Array.isArray(faults) ? faults.map(({ message, path }: GraphQLError) => ({ message, path: path ?? [] })) : []
}
