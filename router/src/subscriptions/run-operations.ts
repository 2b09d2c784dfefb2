import type { ApolloServer, GraphQLRequest } from '@apollo/server'
import type { FormattedExecutionResult } from 'graphql'
import type { ServerContext } from '../server/server-context.ts'
import type { EventTransport, Subscriptions } from './create-subscriptions.ts'
import type { Delivery } from './delivery.ts'
import type { FollowedEvents } from './follow-events.ts'

/** What an operation asks, its parts of the right kinds. */
export type OperationParameters = Pick<GraphQLRequest, 'query' | 'variables' | 'operationName' | 'extensions'>

/** What comes of an operation: one result, or events. */
export type OperationOutcome =
  | {
      readonly kind: 'result'
      readonly result: FormattedExecutionResult
      readonly headers: ReadonlyMap<string, string>
    }
  | { readonly kind: 'events'; readonly events: FollowedEvents; readonly headers: ReadonlyMap<string, string> }

export interface OperationRun {
  readonly parameters: OperationParameters
  readonly context: ServerContext & { readonly delivery: Delivery }
  readonly transport: EventTransport
  /** Calls off what the operation waits for: aborts the context's signal. */
  readonly abort: () => void
  /** Called once when nothing of it runs any more. */
  readonly onEnd: () => void
}

/**
 * Runs an operation through the same pipeline as those over HTTP: persisted documents, limits, validation, policies, errors. Rejects
 * only for faults of our own.
 */
export function runOperations(deps: {
  readonly apollo: Pick<ApolloServer<ServerContext>, 'executeOperation'>
  readonly subscriptions: Pick<Subscriptions, 'start'>
}): (run: OperationRun) => Promise<OperationOutcome> {
  return async ({ parameters, context, transport, abort, onEnd }) => {
    const { delivery } = context
    const release = () => {
      delivery.release?.()
      onEnd()
    }
    try {
      const { body, http } = await deps.apollo.executeOperation(parameters, { contextValue: context })
      if (body.kind !== 'single') throw new Error('an operation was answered in parts')
      if (delivery.begun === null) {
        release()
        return { kind: 'result', result: body.singleResult, headers: http.headers }
      }
      const events = deps.subscriptions.start({ ...delivery.begun, context, transport, abort, release })
      return { kind: 'events', events, headers: http.headers }
    } catch (error) {
      release()
      abort()
      delivery.begun?.events.return(undefined).catch(() => {})
      throw error
    }
  }
}
