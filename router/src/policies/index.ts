import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import type { RouterConfig } from '../config.ts'
import type { Budgets } from '../store/budgets.ts'
import type { Counters } from '../store/counters.ts'
import { authenticate } from './authenticate.ts'
import { type AccessPolicy, authorize } from './authorize.ts'
import { createRemoteKeys } from './create-remote-keys.ts'
import type { EndedSessions } from './ended-sessions.ts'
import { limitClients } from './limit-clients.ts'
import { limitCost } from './limit-cost.ts'
import { limitFields } from './limit-fields.ts'
import { limitOperation } from './limit-operation.ts'
import type { Policies } from './policies.ts'

/**
 * What every request passes. The order is behaviour: who asks is known first, whoever asks too often is refused before
 * anything is parsed, and an operation's size is bounded before it is validated; what the viewer may not see is removed before it is
 * weighed, and only what is left counts as used.
 */
export function createPolicies(
  config: RouterConfig,
  deps: {
    /** The subgraph that publishes the keys of tokens; null when the supergraph has none. */
    readonly keysTransport: Transport | null
    readonly endedSessions: Pick<EndedSessions, 'isEnded'>
    readonly counters: Counters
    readonly budgets: Budgets
    readonly accessPolicies?: Readonly<Record<string, AccessPolicy>>
    readonly logger: Logger
    readonly nowMs: () => number
  },
): Policies {
  const clients = limitClients(
    [
      { name: 'minute', max: config.CLIENT_LIMIT_MINUTE, windowMs: 60_000 },
      { name: 'hour', max: config.CLIENT_LIMIT_HOUR, windowMs: 3_600_000 },
      { name: 'day', max: config.CLIENT_LIMIT_DAY, windowMs: 86_400_000 },
    ],
    deps.counters,
  )
  const limitsClients = config.CLIENT_LIMITS ? [clients] : []
  const operationLimits = limitOperation({
    tokens: config.LIMIT_TOKENS,
    depth: config.LIMIT_DEPTH,
    height: config.LIMIT_HEIGHT,
    rootFields: config.LIMIT_ROOT_FIELDS,
    aliases: config.LIMIT_ALIASES,
    directives: config.LIMIT_DIRECTIVES,
    fragments: config.LIMIT_FRAGMENTS,
    listSize: config.LIMIT_LIST_SIZE,
    valueDepth: config.LIMIT_VALUE_DEPTH,
  })
  return {
    authenticate: authenticate({
      issuers: config.JWT_ISSUER,
      audience: config.JWT_AUDIENCE,
      algorithms: config.JWT_ALGORITHM,
      findKey: createRemoteKeys({
        transport: deps.keysTransport ?? unreachable,
        path: config.JWKS_PATH,
        logger: deps.logger,
        nowMs: deps.nowMs,
      }),
      secretKey: config.JWT_SECRET_KEY,
      serviceSecrets: config.ROUTER_SUBGRAPH_SECRET,
      clockToleranceSeconds: config.JWT_CLOCK_TOLERANCE_SECONDS,
      endedSessions: deps.endedSessions,
      nowMs: deps.nowMs,
    }),
    refused: limitsClients,
    request: [...limitsClients, operationLimits],
    operation: [
      authorize({ mode: config.AUTHORIZATION_MODE, policies: deps.accessPolicies }),
      ...(config.COST_MODE === 'off' ? [] : [limitCost({ costMax: config.COST_MAX, mode: config.COST_MODE })]),
      ...(config.FIELD_LIMITS ? [limitFields(deps.counters)] : []),
    ],
  }
}

const unreachable: Transport = async () => {
  throw new Error('no subgraph publishes keys')
}
