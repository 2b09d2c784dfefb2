import type { GraphQLDataSource } from '@apollo/gateway'
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface'
import type { RouterContext } from '../context.ts'
import type { Representation, Subgraph } from './subgraph.ts'

/** A subgraph as `@apollo/gateway`'s own execution asks it. */
export function createDataSource(subgraph: Subgraph): GraphQLDataSource<RouterContext> {
  return {
    async process({ request, context, ...operation }) {
      const { query = '', variables = {} } = request
      const { representations = null, ...others } = variables
      const answer = await subgraph.send({
        kind: /^(query\b|\{)/.test(query) ? 'query' : 'mutation',
        query,
        variables: others,
        representations: representations as readonly Representation[] | null,
        path: 'pathInIncomingRequest' in operation ? readPrefix(operation.pathInIncomingRequest) : [],
        context: context as RouterContext,
        isTraced: request.http?.headers.has('apollo-federation-include-trace'),
      })
      const { data, errors, extensions } = answer
      return {
        data,
        errors: errors.length > 0 ? (errors as GatewayGraphQLResponse['errors']) : undefined,
        extensions,
      }
    },
  }
}

/** Where a fetch stands in the answer, as far as it is one place: up to the first list. */
function readPrefix(path: readonly unknown[] | undefined): readonly string[] {
  const end = path?.indexOf('@') ?? 0
  return (path ?? []).slice(0, end === -1 ? undefined : end).filter((part) => typeof part === 'string')
}
