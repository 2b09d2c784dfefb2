import type { ApolloServerPlugin } from '@apollo/server'
import type { GraphQLFormattedError } from 'graphql'
import { collectTraces } from '../execution/collect-traces.ts'
import { createBoundedLabel } from '../metrics/create-bounded-label.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { OperationOutcome } from '../server/request-record.ts'
import type { ServerContext } from '../server/server-context.ts'

/** Codes of what is not the client's doing. */
const faults = new Set(['INTERNAL_SERVER_ERROR', 'SUBREQUEST_HTTP_ERROR', 'GATEWAY_TIMEOUT', 'SERVICE_UNAVAILABLE'])

/** Clients with a series of their own; later ones share `other`. */
const clientsMax = 50

/**
 * Counts and times each operation, and notes it for the request's log line. The label `operation` is a name of
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
  return {
    async requestDidStart(request) {
      const startedAt = performance.now()
      const context = request.contextValue
      request.metrics.captureTraces = deps.random() < deps.traceRatio
      return {
        async willSendResponse({ response, operation, operationName, metrics }) {
          if (response.body.kind !== 'single') return
          const { data, errors } = response.body.singleResult
          const outcome = readOutcome(data, errors)
          const type = operation?.operation ?? 'unknown'
          const known = operationName && deps.knownOperations.has(operationName) ? operationName : 'other'
          const client = readClient(context.clientName)
          deps.metrics.operations.inc({ operation: known, type, client, outcome })
          deps.metrics.operationDuration.observe({ operation: known, type }, (performance.now() - startedAt) / 1000)
          for (const kind of ['estimated', 'actual']) {
            const cost = context.decisions.cost?.[kind]
            if (typeof cost === 'number') deps.metrics.cost.observe({ kind }, cost)
          }
          for (const { subgraph, parentType, field, durationMs, hasError } of collectTraces(metrics.queryPlanTrace)
            .resolvers) {
            const labels = { subgraph, type: parentType, field }
            deps.metrics.resolvers.inc(labels)
            deps.metrics.resolverDuration.observe(labels, durationMs / 1000)
            if (hasError) deps.metrics.resolverErrors.inc(labels)
          }
          const codes = new Set(errors?.map((error) => String(error.extensions?.code)))
          const name = (operationName ?? '').slice(0, 100)
          context.record.operations.push({ name, type, outcome, codes: [...codes] })
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
