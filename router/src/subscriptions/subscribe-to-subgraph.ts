import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { StreamResponse, StreamTransport } from '@ree-ai/kit/transport/transport'
import { GraphQLError } from 'graphql'
import { createFetchError, type FetchFailure } from '../execution/fetch/fetch-failure.ts'
import { parseAnswer } from '../execution/fetch/parse-answer.ts'
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../execution/subgraph.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import type { SubgraphAddress } from '../supergraph/supergraph.ts'
import { beginExchange, type Exchange } from './begin-exchange.ts'
import { parseEventStream } from './parse-event-stream.ts'
import { readPieces } from './read-pieces.ts'

export interface SubscribeOptions {
  readonly stream: StreamTransport
  /** Key that requests are signed with. */
  readonly secret: string
  /** How long a subgraph may take to begin its answer, in ms. */
  readonly deadlineMs: number
  /** How long a stream may be silent, in ms: subgraphs send comments while nothing happens. */
  readonly silenceMs: number
  /** The longest event, in characters; 8 Mi by default. */
  readonly eventLengthMax?: number
  readonly logger: Logger
  readonly nowMs: () => number
  readonly schedule: Schedule
}

/**
 * Subscribes at a subgraph over server-sent events, as graphql-sse has them (`next` and `complete`); events without a type count as
 * `next`. An answer in JSON instead is one event. Ends at `complete`, or when `context.signal` aborts or `return` is called, both
 * at once. Rejects, and later fails, with GATEWAY_TIMEOUT when the subgraph does not begin in time or falls silent, and with
 * SUBREQUEST_HTTP_ERROR when it cannot be reached, refuses, sends what is no answer, or ends without `complete`.
 */
export function subscribeToSubgraph({ name, url }: SubgraphAddress, options: SubscribeOptions): Subgraph['subscribe'] {
  const { logger, eventLengthMax = 8 * 1_048_576 } = options
  const path = URL.canParse(url) ? `${new URL(url).pathname}${new URL(url).search}` : '/graphql'

  /** The error of an exchange that went wrong; how it ended says why. */
  function fail(exchange: Exchange, request: SubgraphRequest, status: number | null, cause: unknown): GraphQLError {
    if (cause instanceof GraphQLError) return cause
    const end = exchange.readEnd()
    exchange.end('done')
    const outcome: FetchFailure['outcome'] =
      end === 'timeout' ? 'timeout' : end === 'left' ? 'cancelled' : status === null ? 'unreachable' : 'http_error'
    const details = { subgraph: name, requestId: request.context.requestId, status, err: cause }
    logger[outcome === 'cancelled' ? 'debug' : 'warn'](details, `subscription ${outcome}`)
    return createFetchError(name, { outcome, status, isConnectionFailed: status === null }, request.path)
  }

  async function open(request: SubgraphRequest, exchange: Exchange): Promise<StreamResponse> {
    const { context } = request
    const body = JSON.stringify({ query: request.query, variables: request.variables })
    const signing = { subgraph: name, body, secret: options.secret, nowMs: options.nowMs() }
    const began = exchange.within(options.deadlineMs)
    try {
      return await options.stream({
        method: 'POST',
        path,
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...signSubgraphRequest(context, signing),
        },
        body,
        signal: exchange.signal,
      })
    } finally {
      began()
    }
  }

  async function* readAnswers(
    { headers, body }: StreamResponse,
    exchange: Exchange,
  ): AsyncGenerator<SubgraphAnswer, void> {
    const pieces = readPieces(body, exchange, options.silenceMs)
    if (!String(headers['content-type']).startsWith('text/event-stream')) {
      let text = ''
      for await (const piece of pieces) {
        text += piece
        if (text.length > eventLengthMax) throw new Error('the answer is too long')
      }
      if (exchange.readEnd() !== 'left') yield toAnswer(text)
      return
    }
    const parse = parseEventStream({ lengthMax: eventLengthMax })
    for await (const piece of pieces)
      for (const { event, data } of parse(piece)) {
        if (event === 'complete') return
        if (event === 'next' || event === 'message') yield toAnswer(data)
      }
    if (exchange.readEnd() !== 'left') throw new Error('the stream ended without "complete"')
  }

  return async (request) => {
    const exchange = beginExchange(request.context.signal, options.schedule)
    let status: number | null = null
    let answers: AsyncGenerator<SubgraphAnswer, void>
    try {
      const response = await open(request, exchange)
      status = response.status
      if (status < 200 || status > 299) throw new Error('the subgraph refused')
      answers = readAnswers(response, exchange)
    } catch (cause) {
      throw fail(exchange, request, status, cause)
    }
    return {
      [Symbol.asyncIterator]: () => ({
        async next() {
          try {
            return await answers.next()
          } catch (cause) {
            throw fail(exchange, request, status, cause)
          }
        },
        async return() {
          // Called off first: a generator that is waiting heeds `return` only when it goes on.
          exchange.end('left')
          await answers.return()
          return { done: true, value: undefined }
        },
      }),
    }
  }
}

function toAnswer(text: string): SubgraphAnswer {
  const answer = parseAnswer(text)
  if (answer === null) throw new Error('an event is no GraphQL answer')
  return { ...answer, cacheControl: null }
}
