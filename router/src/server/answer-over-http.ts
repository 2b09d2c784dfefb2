import { Readable } from 'node:stream'
import { type ApolloServer, HeaderMap } from '@apollo/server'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServerContext } from './server-context.ts'

/**
 * Hands HTTP requests to Apollo Server. `@as-integrations/fastify` does the same but puts the request's `host` into an address, and
 * answers 500 when that cannot be one; here the host is not read.
 */
export function answerOverHttp(
  apollo: Pick<ApolloServer<ServerContext>, 'executeHTTPGraphQLRequest'>,
): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
  return async (request, reply) => {
    const context = request.admitted
    if (context === undefined) throw new Error('The request was not admitted.')
    const { headers, body, status } = await apollo.executeHTTPGraphQLRequest({
      httpGraphQLRequest: {
        body: request.body,
        method: request.method,
        headers: readHeaders(request),
        search: readSearch(request.url),
      },
      context: async () => context,
    })
    for (const [name, value] of headers) void reply.header(name, value)
    void reply.code(status ?? 200)
    return body.kind === 'complete' ? body.string : reply.send(Readable.from(body.asyncIterator))
  }
}

function readHeaders({ headers }: FastifyRequest): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) if (value) map.set(name, String(value))
  return map
}

/** The part of an address from its question mark on. */
function readSearch(url: string): string {
  const [address = ''] = url.split('#', 1)
  const start = address.indexOf('?')
  return start === -1 ? '' : address.slice(start)
}
