import type { ApolloServerPlugin } from '@apollo/server'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import type { GraphQLFormattedError } from 'graphql'
import { createBoundedClient } from '../metrics/create-bounded-client.ts'
import { createBoundedLabel } from '../metrics/create-bounded-label.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { OperationOutcome } from '../server/request-record.ts'
import type { ServerContext } from '../server/server-context.ts'

/** Codes of what is not the client's doing. */
const faults = new Set(['INTERNAL_SERVER_ERROR', 'SUBREQUEST_HTTP_ERROR', 'GATEWAY_TIMEOUT', 'SERVICE_UNAVAILABLE'])

/** Clients, and versions of clients, with a series of their own; later ones share `other`. */
const clientsMax = 50
const clientVersionsMax = 100

/**
 * Counts and times each operation, and notes it for the request's log line and its span. The label `operation` is a name of
 * `knownOperations` or `other`, for clients choose the names. `traceRatio` of the operations ask the subgraphs for
 * traces of their resolvers; `random` gives numbers from 0 to below 1.
 */
export function measure(deps: {
  readonly metrics: RouterMetrics
  readonly knownOperations: ReadonlySet<string>
  readonly traceRatio: number
  readonly random: () => number
}): ApolloServerPlugin<ServerContext> {
  const readClient = createBoundedLabel(clientsMax)
  const readClientVersion = createBoundedClient(clientVersionsMax)
  return {
    async requestDidStart(request) {
      const startedAt = performance.now()
      const context = request.contextValue
      request.metrics.captureTraces = deps.random() < deps.traceRatio
      return {
        async willSendResponse({ response, operation, operationName }) {
          if (response.body.kind !== 'single') return
          const { data, errors } = response.body.singleResult
          const outcome = readOutcome(data, errors)
          const type = operation?.operation ?? 'unknown'
          const known = operationName && deps.knownOperations.has(operationName) ? operationName : 'other'
          const client = readClient(context.clientName)
          deps.metrics.operations.inc({ operation: known, type, client, outcome })
          deps.metrics.clientOperations.inc({
            ...readClientVersion(context.clientName, context.clientVersion),
            outcome,
          })
          deps.metrics.operationDuration.observe({ operation: known, type }, (performance.now() - startedAt) / 1000)
          for (const kind of ['estimated', 'actual']) {
            const cost = context.decisions.cost?.[kind]
            if (typeof cost === 'number') deps.metrics.cost.observe({ kind }, cost)
          }
          const { estimated, actual } = context.decisions.cost ?? {}
          if (typeof estimated === 'number' && typeof actual === 'number' && estimated > 0)
            deps.metrics.costRatio.observe(actual / estimated)
          const codes = readCodes(errors)
          const name = (operationName ?? '').slice(0, 100)
          context.record.operations.push({ name, type, outcome, codes })
          context.span?.setAttributes({
            'graphql.operation.name': name,
            'graphql.operation.type': type,
            'graphql.outcome': outcome,
            'graphql.codes': [...codes],
          })
        },
      }
    },
  }
}

function readOutcome(data: unknown, errors: readonly GraphQLFormattedError[] | undefined): OperationOutcome {
  if (!errors || errors.length === 0) return 'ok'
  if (data !== null && data !== undefined) return 'partial'
  return errors.some((error) => faults.has(String(error.extensions?.code))) ? 'failed' : 'refused'
}

/** Registered codes only, each once: anything else could be of any length and number. */
function readCodes(errors: readonly GraphQLFormattedError[] | undefined): readonly string[] {
  const codes = new Set(errors?.map(({ extensions }) => extensions?.code))
  return [...codes].map((code) => (isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'))
}
