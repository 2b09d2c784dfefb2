import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphQLError } from 'graphql'

/** What the specification counts as a well-formed request that has no data. */
const wellFormed = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_USER_INPUT',
])

/**
 * The HTTP status where it is not that of an error's code. A client that names `application/json` in `accept`, and not the newer
 * media type, gets 200 when its document is at fault, as the GraphQL over HTTP specification has it for that type. An answered
 * batch is 200 whatever became of its entries: one status cannot speak for several.
 */
export function chooseStatus(): ApolloServerPlugin {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ request, response, errors, requestIsBatched }) {
          if (requestIsBatched) response.http.status = 200
          if (response.body.kind !== 'single' || response.body.singleResult.data !== undefined) return
          const accept = request.http?.headers.get('accept') ?? ''
          if (!accept.includes('application/json') || accept.includes('application/graphql-response+json')) return
          if (request.http?.method !== 'POST' && response.http.status === 405) return
          if (errors?.every(isWellFormed)) response.http.status = 200
        },
      }
    },
  }
}

function isWellFormed({ extensions }: GraphQLError): boolean {
  return wellFormed.has(String(extensions.code)) && extensions.validationErrorCode === undefined
}
