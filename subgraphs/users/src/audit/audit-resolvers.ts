import { isAccountId } from '../account/is-account-id.ts'
import { requireAccountId } from '../account/require-account-id.ts'
import { requireScope } from '../account/require-scope.ts'
import type { Resolvers } from '../generated/resolvers.ts'
import { encodeTimeCursor } from '../paging/time-cursor.ts'
import type { Services } from '../services.ts'
import { listAllEvents, listOwnEvents } from './list-events.ts'

/** Reading the audit trail: one's own part, and all of it. */
export function createAuditResolvers(services: Services): Resolvers {
  return {
    SecurityEvent: {
      user: ({ userId }, _arguments, { accounts }) => (userId === null ? null : accounts.load(userId)),
      actor: ({ actorId }, _arguments, { accounts }) =>
        actorId !== null && isAccountId(actorId) ? accounts.load(actorId) : null,
      actorName: ({ actorId }) => (actorId !== null && !isAccountId(actorId) ? actorId : null),
      address: ({ address, isAddressShown }) => (isAddressShown ? address || null : null),
      device: ({ detail, isAddressShown }) => (isAddressShown ? readText(detail.device) : null),
      sessionId: ({ detail }) => readText(detail.sessionId),
      fromRole: ({ detail }) => readRole(detail.from),
      toRole: ({ detail }) => readRole(detail.to),
      lockSeconds: ({ detail }) => (typeof detail.seconds === 'number' ? Math.round(detail.seconds) : null),
      accountKey: ({ detail }) => readText(detail.account),
      keyId: ({ detail }) => readText(detail.kid),
    },
    SecurityEventConnection: {
      edges: ({ events }) => [...events],
      pageInfo({ events, hasNextPage, hasPreviousPage }) {
        const [first, last] = [events[0], events.at(-1)]
        return {
          hasNextPage,
          hasPreviousPage,
          startCursor: first && encodeTimeCursor(first),
          endCursor: last && encodeTimeCursor(last),
        }
      },
    },
    SecurityEventEdge: {
      cursor: (event) => encodeTimeCursor(event),
      node: (event) => event,
    },
    Query: {
      securityEvents: (_root, given, context) => listOwnEvents(services, requireAccountId(context), given),
      auditEvents(_root, given, context) {
        requireScope(context, 'users:read')
        return listAllEvents(services, given)
      },
    },
  }
}

function readText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

function readRole(value: unknown) {
  return value === 'USER' || value === 'AGENT' || value === 'ADMIN' ? value : null
}
