import type { ApolloServerPlugin } from '@apollo/server'
import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { ServerContext } from '../server/server-context.ts'

/** Hands the events of a subscription that has begun to the transport that asked for them; refuses mutations that came by GET. */
export function deliverEvents(): ApolloServerPlugin<ServerContext> {
  return {
    async requestDidStart({ contextValue: { delivery } }) {
      if (delivery === undefined) return
      return {
        async didResolveOperation({ operation }) {
          if (delivery.isReadOnly && operation?.operation === 'mutation')
            throw withStatus(createError('BAD_REQUEST', 'Mutations are sent by POST.'), {
              status: 405,
              headers: { allow: 'POST' },
            })
        },
        async willSendResponse({ contextValue, schema }) {
          const { events } = contextValue.decisions
          if (events !== null) delivery.begun = { events, schema }
        },
      }
    },
  }
}
