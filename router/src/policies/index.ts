import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import type { RouterConfig } from '../config.ts'
import type { TrustedDocuments } from '../documents/trusted-documents.ts'
import type { Budgets } from '../store/budgets.ts'
import type { Counters } from '../store/counters.ts'
import { authenticate } from './authenticate.ts'
import { type AccessPolicy, authorize } from './authorize.ts'
import type { CostBudget } from './cost/cost-budget.ts'
import { createRemoteKeys } from './create-remote-keys.ts'
import type { EndedSessions } from './ended-sessions.ts'
import { fetchKeys } from './fetch-keys.ts'
import { limitClients } from './limit-clients.ts'
import { limitCost } from './limit-cost.ts'
import { limitFields } from './limit-fields.ts'
import { limitOperation } from './limit-operation.ts'
import type { Policies } from './policies.ts'
import { refuseOddValues } from './refuse-odd-values.ts'
import { trustDocuments } from './trust-documents.ts'

/**
 * What every request passes. The order is behaviour: who asks is known first, whoever asks too often is refused before
 * anything is parsed; a document is trusted and its size bounded before it is parsed for good and validated; what the viewer may not see is removed before it is
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
    /** Hears what is taken out of clients' budgets and given back. */
    readonly onBudget?: CostBudget['onChange']
    readonly accessPolicies?: Readonly<Record<string, AccessPolicy>>
    /** The manifest of trusted documents as it is now. */
    readonly readTrusted?: () => TrustedDocuments
    /** Hears of operations that ran with a document outside of it. */
    readonly onUntrusted?: () => void
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
    { counters: deps.counters, networkFactor: config.NETWORK_LIMIT_FACTOR },
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
  const keys = (transport: Transport, path: string) =>
    createRemoteKeys({ transport, path, logger: deps.logger, nowMs: deps.nowMs })
  const createBudget = (): CostBudget => ({
    budgets: deps.budgets,
    bucket: { maximum: config.COST_BUDGET_MAX, restorePerSecond: config.COST_BUDGET_RESTORE },
    onChange: deps.onBudget,
  })
  return {
    authenticate: !config.AUTHENTICATION
      ? async () => null
      : authenticate({
          issuers: config.JWT_ISSUER,
          audience: config.JWT_AUDIENCE,
          algorithms: config.JWT_ALGORITHM,
          findKey: keys(deps.keysTransport ?? unreachable, config.JWKS_PATH),
          otherIssuers: config.JWT_OTHER_ISSUERS.map((issuer) => ({
            ...issuer,
            findKey: keys(fetchKeys(issuer.jwksUrl), new URL(issuer.jwksUrl).pathname),
          })),
          secretKey: config.JWT_SECRET_KEY,
          serviceSecrets: config.ROUTER_SUBGRAPH_SECRET,
          clockToleranceSeconds: config.JWT_CLOCK_TOLERANCE_SECONDS,
          endedSessions: deps.endedSessions,
          nowMs: deps.nowMs,
        }),
    refused: limitsClients,
    request: limitsClients,
    document: [
      refuseOddValues(),
      ...(config.TRUSTED_DOCUMENTS === 'off' || deps.readTrusted === undefined
        ? []
        : [
            trustDocuments({
              mode: config.TRUSTED_DOCUMENTS,
              readTrusted: deps.readTrusted,
              tokensMax: config.OPERATION_LIMITS ? config.LIMIT_TOKENS : undefined,
              onUntrusted: deps.onUntrusted ?? (() => {}),
              logger: deps.logger,
            }),
          ]),
      ...(config.OPERATION_LIMITS ? [operationLimits] : []),
    ],
    operation: [
      authorize({ mode: config.AUTHORIZATION_MODE, policies: deps.accessPolicies }),
      ...(config.COST_MODE === 'off'
        ? []
        : [
            limitCost({
              mode: config.COST_MODE,
              costMax: config.COST_MAX,
              serviceCostMax: config.COST_SERVICE_MAX,
              listSizeDefault: config.COST_LIST_SIZE,
              budget: config.COST_BUDGET_MAX === 0 ? undefined : createBudget(),
              networkFactor: config.NETWORK_LIMIT_FACTOR,
            }),
          ]),
      ...(config.FIELD_LIMITS ? [limitFields(deps.counters, { networkFactor: config.NETWORK_LIMIT_FACTOR })] : []),
    ],
  }
}

const unreachable: Transport = async () => {
  throw new Error('no subgraph publishes keys')
}
