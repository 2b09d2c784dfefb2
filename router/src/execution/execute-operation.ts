import type { GatewayExecutionResult, GatewayGraphQLRequestContext } from '@apollo/server-gateway-interface'
import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError, getVariableValues } from 'graphql'
import type { RouterContext } from '../context.ts'
import { recheckAccess } from '../policies/access/recheck-access.ts'
import { withSpan } from '../tracing/with-span.ts'
import type { Generation, PlannedOperation } from './create-generation.ts'
import { finishResult } from './finish-result.ts'
import { hashDocument } from './hash-document.ts'
import { compileOperation } from './run/compiled-operation.ts'
import { completeData } from './run/complete-data.ts'
import { introspect } from './run/introspect.ts'
import { mergeInto } from './run/merge-into.ts'
import { rewriteData } from './run/rewrite-data.ts'
import { type PlanRun, pickVariables, runPlan, toSubgraphError } from './run/run-plan.ts'
import type { SubgraphAnswer } from './subgraph.ts'

/** Mutations run to their end, whoever waits for them. */
const never = new AbortController().signal

/**
 * Plans and runs one operation. A subscription begins only where the client takes events: then they are in
 * `context.decisions.events`, each completed from the other subgraphs, and the result is empty.
 */
export async function executeOperation(
  generation: Generation,
  requestContext: GatewayGraphQLRequestContext,
): Promise<GatewayExecutionResult> {
  const { document, operation, schema, operationName } = requestContext
  const given = requestContext.context as RouterContext
  const isSubscription = operation.operation === 'subscription'
  if (isSubscription && !given.acceptsEvents)
    throw createError(
      'BAD_REQUEST',
      'Subscriptions are sent over WebSocket, or as server-sent events to clients that accept them.',
      {
        http: { status: 400 },
      },
    )
  const planned = await withSpan(generation.tracer, 'plan', given.traceparent, () =>
    generation.plan(hashDocument(document), document, operationName ?? undefined),
  )
  planned.operation ??= compileOperation(planned.plan, schema, document, operation)
  const context = operation.operation === 'mutation' ? { ...given, signal: never } : given
  const variables = requestContext.request.variables ?? {}
  const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], variables).coerced ?? {}
  const createRun = (): PlanRun => ({
    schema: generation.schema,
    subgraphs: generation.subgraphs,
    variables,
    conditions: coerced,
    context,
    data: {},
    errors: [],
    isTraced: requestContext.metrics.captureTraces === true,
  })

  function finish(run: PlanRun): GatewayExecutionResult {
    const rootType = schema.getRootType(operation.operation)
    const projection = planned.operation?.project(coerced)
    if (!rootType || !projection) throw new Error('an operation ran that was not compiled')
    const { data, faults } = completeData({
      schema,
      rootTypeName: rootType.name,
      projection,
      data: run.data,
      introspect: introspect(schema, document, operation, coerced),
    })
    return finishResult(requestContext, run.context.decisions, { data, errors: run.errors, faults })
  }

  if (isSubscription) {
    given.decisions.events = await subscribe(generation, planned, createRun, finish)
    return {}
  }
  const run = createRun()
  await runPlan(run, planned.plan.node)
  return finish(run)
}

/** Subscribes at the subgraph whose events they are. Rejects when it refuses; a fault later is the last event. */
async function subscribe(
  generation: Generation,
  { plan }: PlannedOperation,
  createRun: () => PlanRun,
  finish: (run: PlanRun) => GatewayExecutionResult,
): Promise<AsyncGenerator<GatewayExecutionResult>> {
  const { subscription, node } = plan
  if (subscription === null) throw new Error('a subscription was planned as something else')
  const first = createRun()
  const events = await generation.getSubgraph(subscription.subgraph).subscribe({
    kind: 'subscription',
    query: subscription.query,
    variables: pickVariables(first.variables, subscription.variables),
    representations: null,
    path: [],
    context: first.context,
  })

  const complete = (answer: SubgraphAnswer) =>
    withSpan(generation.tracer, 'event', first.context.traceparent, (traceparent) =>
      completeWithin(traceparent, answer),
    )

  async function completeWithin(traceparent: string, answer: SubgraphAnswer): Promise<GatewayExecutionResult> {
    await recheckAccess(first.context.decisions)
    const run = createRun()
    // Each event has decisions of its own: what one costs or caches is no other's.
    const eventRun = { ...run, context: { ...run.context, traceparent, decisions: { ...run.context.decisions } } }
    for (const error of answer.errors) eventRun.errors.push(toSubgraphError(error, subscription as never, [], 0))
    if (answer.data) {
      rewriteData(generation.schema, subscription?.outputRewrites ?? [], answer.data)
      mergeInto(eventRun.data, answer.data)
    }
    await runPlan(eventRun, node)
    const result = finish(eventRun)
    const { decisions } = eventRun.context
    await decisions.costAccount?.chargeEvent(decisions)
    return result
  }

  return (async function* () {
    try {
      for await (const answer of events) yield await complete(answer)
    } catch (error) {
      const run = createRun()
      run.errors.push(
        error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError: error as Error }),
      )
      yield finish(run)
    }
  })()
}
