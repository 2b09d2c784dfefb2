import type { GatewayExecutionResult } from '@apollo/server-gateway-interface'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FormattedExecutionResult, GraphQLSchema } from 'graphql'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { TokenViewer } from '../policies/token-viewer.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import type { EndReason } from './end-reason.ts'
import { type FollowedEvents, followEvents } from './follow-events.ts'
import { scheduleAt } from './schedule-at.ts'

/** How a client takes events. */
export type EventTransport = 'websocket' | 'event_stream'

/** The part of the ended sessions that running subscriptions need. */
export interface SessionEnds {
  readonly isEnded: (sessionId: string) => boolean | Promise<boolean>
  /** Tells of each session that ends from now on; what it returns stops that. */
  readonly onEnded?: (listener: (sessionId: string) => void) => () => void
}

export interface SubscriptionStart {
  readonly events: AsyncGenerator<GatewayExecutionResult>
  readonly context: ServerContext
  readonly transport: EventTransport
  /** The schema it was planned on. */
  readonly schema: GraphQLSchema
  readonly abort: () => void
  /** Called once when it has ended. */
  readonly release: () => void
}

/** The subscriptions that run on this router. */
export interface Subscriptions {
  /** A place for one more of a client's, and the way to give it back; null when it has as many as it may. */
  readonly reserve: (client: string) => (() => void) | null
  /** Follows a subscription that has begun, as long as its viewer may. */
  readonly start: (subscription: SubscriptionStart) => FollowedEvents
  readonly endAll: (reason: EndReason) => void
  /** From now on subscriptions run on this schema; those on another end. */
  readonly useSchema: (schema: GraphQLSchema) => void
  /** Ends all, now and from now on. */
  readonly stop: () => void
  readonly isStopping: () => boolean
}

/**
 * Keeps the subscriptions of a router: their number per client, and their end when the viewer's token expires or session ends,
 * when the schema changes, and when the router stops.
 */
export function createSubscriptions(deps: {
  readonly perClientMax: number
  readonly eventsWaitingMax: number
  readonly sessions: SessionEnds
  readonly metrics: Pick<RouterMetrics, 'subscriptions' | 'subscriptionEvents' | 'subscriptionsEnded'>
  readonly format: (event: GatewayExecutionResult, requestId: string) => FormattedExecutionResult
  readonly logger: Logger
  readonly nowMs: () => number
  readonly schedule: Schedule
}): Subscriptions {
  const { metrics, nowMs } = deps
  const places = new Map<string, number>()
  const running = new Map<FollowedEvents, { readonly sessionId: string | null }>()
  let currentSchema: GraphQLSchema | null = null
  let isStopping = false

  const stopListening = deps.sessions.onEnded?.((sessionId) => {
    for (const [followed, viewer] of running) if (viewer.sessionId === sessionId) followed.end('session_ended')
  })

  function endAll(reason: EndReason): void {
    for (const followed of [...running.keys()]) followed.end(reason)
  }

  /** What was so already before anybody listened for it. */
  async function endUnlessAllowed(followed: FollowedEvents, viewer: TokenViewer | null): Promise<void> {
    if (viewer?.expiresAtMs !== undefined && viewer.expiresAtMs <= nowMs()) followed.end('token_expired')
    if (!viewer?.sessionId) return
    try {
      if (await deps.sessions.isEnded(viewer.sessionId)) followed.end('session_ended')
    } catch {
      // Nobody knows; whoever reads the list says so, and tells of the session once it is known.
    }
  }

  return {
    reserve(client) {
      const taken = places.get(client) ?? 0
      if (taken >= deps.perClientMax) return null
      places.set(client, taken + 1)
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        const left = (places.get(client) ?? 0) - 1
        if (left > 0) places.set(client, left)
        else places.delete(client)
      }
    },
    start({ events, context, transport, schema, abort, release }) {
      const viewer: TokenViewer | null = context.viewer
      const { requestId } = context
      let count = 0
      let stopClock = () => {}
      metrics.subscriptions.inc({ transport })
      const followed = followEvents(events, {
        waitingMax: deps.eventsWaitingMax,
        abort,
        format(event) {
          count += 1
          metrics.subscriptionEvents.inc({ outcome: event.errors?.length ? 'errors' : 'ok' })
          return deps.format(event, requestId)
        },
        onEnd(reason, dropped) {
          running.delete(followed)
          stopClock()
          release()
          metrics.subscriptions.dec({ transport })
          metrics.subscriptionsEnded.inc({ reason })
          if (dropped > 0) metrics.subscriptionEvents.inc({ outcome: 'dropped' }, dropped)
          deps.logger.info({ requestId, transport, reason, events: count }, 'subscription ended')
        },
      })
      running.set(followed, { sessionId: viewer?.sessionId ?? null })
      if (viewer?.expiresAtMs !== undefined)
        stopClock = scheduleAt(viewer.expiresAtMs, () => followed.end('token_expired'), deps)
      void endUnlessAllowed(followed, viewer)
      if (currentSchema !== null && schema !== currentSchema) followed.end('schema_reload')
      if (isStopping) followed.end('stopping')
      return followed
    },
    endAll,
    useSchema(schema) {
      if (schema === currentSchema) return
      currentSchema = schema
      endAll('schema_reload')
    },
    stop() {
      isStopping = true
      stopListening?.()
      endAll('stopping')
    },
    isStopping: () => isStopping,
  }
}
