import type { OutgoingHttpHeaders } from 'node:http'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import { createDelivery } from './delivery.ts'
import { readParameters } from './read-parameters.ts'
import type { OperationOutcome, OperationRun } from './run-operations.ts'
import { sendRefusal } from './send-refusal.ts'
import { type EventWriter, writeEvents } from './write-events.ts'

/** Headers of a single answer that a stream has otherwise. */
const singleHeaders = new Set(['content-type', 'content-length', 'cache-control', 'etag'])

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  // Proxies that hold answers back would hold the events back.
  'x-accel-buffering': 'no',
}

/**
 * Answers requests with server-sent events, in the distinct connections mode of graphql-sse: each operation is a request of its own, its
 * results are `next` events, and `complete` ends them. A request that is refused as a whole, before its operation is looked at,
 * is answered with its HTTP status and JSON; an operation that is refused, with one event, as the protocol has it.
 */
export function serveEventStreams(deps: {
  /** Throws when the request may not open a stream; returns what is to be called when it has ended. */
  readonly enter: (request: FastifyRequest) => () => void
  readonly run: (run: OperationRun) => Promise<OperationOutcome>
  readonly format: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[]
  readonly pingMs: number
  readonly logger: Logger
  readonly schedule: Schedule
}): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  async function open(request: FastifyRequest, reply: FastifyReply, leave: () => void): Promise<OperationOutcome> {
    const controller = new AbortController()
    reply.raw.once('close', () => {
      leave()
      if (!reply.raw.writableFinished) controller.abort()
    })
    const parameters = readParameters(request.method, request.body, request.query)
    // The stream can last: what was sent is not kept with it.
    request.body = undefined
    const delivery = createDelivery({ isReadOnly: request.method === 'GET' })
    if (request.admitted === undefined) throw new Error('The request was not admitted.')
    const abort = () => controller.abort()
    return deps.run({
      parameters,
      context: { ...request.admitted, signal: controller.signal, acceptsEvents: true, delivery },
      transport: 'event_stream',
      abort,
      onEnd: () => {},
    })
  }

  return async (request, reply) => {
    let leave = () => {}
    try {
      leave = deps.enter(request)
      const outcome = await open(request, reply, leave)
      for (const [name, value] of outcome.headers) if (!singleHeaders.has(name)) reply.header(name, value)
      if (outcome.kind === 'events') {
        const { events } = outcome
        const onLeave = () => void events.return()
        if (reply.raw.destroyed) onLeave()
        else reply.raw.once('close', onLeave)
      }
      reply.hijack()
      reply.headers(streamHeaders)
      reply.raw.writeHead(200, reply.getHeaders() as OutgoingHttpHeaders)
      // Now, not with the first event: clients wait for it to know that they are subscribed.
      reply.raw.flushHeaders()
      await stream(writeEvents(reply.raw, deps), outcome, request.id)
    } catch (error) {
      if (reply.raw.headersSent) {
        deps.logger.error({ err: error, requestId: request.id }, 'a stream of events failed')
        return void reply.raw.destroy()
      }
      leave()
      if (!(error instanceof GraphQLError)) deps.logger.error({ err: error, requestId: request.id }, 'request failed')
      const own = error instanceof GraphQLError ? error : createError('INTERNAL_SERVER_ERROR', 'It failed.')
      await sendRefusal(reply, own, deps.format)
    }
  }

  async function stream(writer: EventWriter, outcome: OperationOutcome, requestId: string): Promise<void> {
    if (outcome.kind === 'result') await writer.write('next', outcome.result)
    else
      try {
        for await (const result of outcome.events) await writer.write('next', result)
      } catch (error) {
        const own = error instanceof GraphQLError ? error : createError('INTERNAL_SERVER_ERROR', 'It failed.')
        await writer.write('next', { errors: deps.format([own], requestId) })
      }
    await writer.write('complete')
    writer.end()
  }
}
