import { createError } from '@ree-ai/kit/errors/create-error'
import { identifyClient } from '../policies/identify-client.ts'
import type { OperationPolicy } from '../policies/policy.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { Subscriptions } from './create-subscriptions.ts'

/**
 * Refuses a subscription with SUBSCRIPTION_MAX_LIMIT when its client, the viewer or else the address, has as many as it may. The place
 * it takes is left in the operation's `delivery`, to be given back whatever becomes of it.
 */
export function limitSubscriptions(subscriptions: Pick<Subscriptions, 'reserve'>): OperationPolicy {
  return {
    name: 'limit-subscriptions',
    apply({ operation, document, context }) {
      const { delivery } = context as ServerContext
      if (operation.operation !== 'subscription' || delivery === undefined) return document
      delivery.release = subscriptions.reserve(identifyClient(context))
      if (delivery.release !== null) return document
      throw createError('SUBSCRIPTION_MAX_LIMIT', 'You have as many subscriptions as are allowed. End one first.')
    },
  }
}
