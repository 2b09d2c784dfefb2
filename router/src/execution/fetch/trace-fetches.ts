import { type Span, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import { withSpan } from '../../tracing/with-span.ts'
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../subgraph.ts'
import { readFetchFailure } from './fetch-failure.ts'

export interface TraceFetchesOptions {
  /** Null where no traces are sent. */
  readonly tracer: Tracer | null
  /** Hears what a subgraph tells of its resolvers, once for each answer that was asked to. */
  readonly onResolvers: (subgraph: string, ftv1: unknown) => void
}

/**
 * A span for each fetch, retries included, with the subgraph's name, how many entities it asked for, and how it went. The
 * subgraph gets the span's `traceparent`, so that its own spans stand below. Place it inside what shares or keeps answers: what
 * was not sent is no fetch.
 */
export function traceFetches(subgraph: Subgraph, { tracer, onResolvers }: TraceFetchesOptions): Subgraph {
  const { name } = subgraph

  function run<Result>(
    request: SubgraphRequest,
    send: (request: SubgraphRequest, span: Span | null) => Promise<Result>,
  ): Promise<Result> {
    const { context, kind, representations } = request
    const attributes = {
      subgraph: name,
      'graphql.operation.type': kind,
      ...(representations === null ? {} : { 'graphql.entities': representations.length }),
    }
    const fetch = async (traceparent: string, span: Span | null) => {
      try {
        return await send(span === null ? request : { ...request, context: { ...context, traceparent } }, span)
      } catch (error) {
        const failure = readFetchFailure(error)
        if (failure !== null) span?.setAttribute('subgraph.failure', failure.outcome)
        throw error
      }
    }
    return withSpan(tracer, `fetch ${name}`, context.traceparent, fetch, { kind: 'client', attributes })
  }

  function noteAnswer(request: SubgraphRequest, answer: SubgraphAnswer, span: Span | null): SubgraphAnswer {
    if (request.isTraced) onResolvers(name, answer.extensions.ftv1)
    const hasErrors = answer.errors.length > 0
    span?.setAttribute('outcome', hasErrors ? 'errors' : 'ok')
    if (hasErrors) span?.setStatus({ code: SpanStatusCode.ERROR })
    return answer
  }

  return {
    name,
    send: (request) => run(request, async (sent, span) => noteAnswer(sent, await subgraph.send(sent), span)),
    subscribe: (request) => run(request, (sent) => subgraph.subscribe(sent)),
  }
}
