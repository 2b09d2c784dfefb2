import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyRequest } from 'fastify'
import type { Server } from 'graphql-ws'
import type { RawData, WebSocket } from 'ws'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import { createMessageAllowance } from './create-message-allowance.ts'
import { keepAlive } from './keep-alive.ts'
import type { OpenSocket } from './open-socket.ts'
import { sendWithPauses } from './send-with-pauses.ts'

/** Of a close frame, in bytes; its texts are ours and have one byte a character. */
const reasonLengthMax = 120
const goingAway = 1001
const internalError = 4500
const tooManyRequests = 4429

export interface WebSocketService {
  /** Serves a socket until it closes. */
  readonly handle: (socket: WebSocket, request: FastifyRequest) => void
  /** Closes all with 1001: idle ones now, the others when their operations have ended, or after `graceMs`. */
  readonly stop: (graceMs: number) => Promise<void>
}

/** Serves WebSockets by a protocol: pings silent ones, reads no more from those that do not read, and calls off what runs for those that left. */
export function serveWebSockets(deps: {
  readonly protocol: Server<OpenSocket>
  readonly pingMs: number
  readonly metrics: Pick<RouterMetrics, 'webSockets'>
  readonly logger: Logger
  readonly onRefusal: (policy: string, code: string) => void
  readonly nowMs: () => number
  readonly schedule: Schedule
}): WebSocketService {
  const sockets = new Map<WebSocket, OpenSocket>()
  let isStopping = false
  let onAllClosed = () => {}

  const closeForStop = (open: OpenSocket) => open.close(goingAway, 'The router is stopping.')

  return {
    handle(socket, request) {
      deps.metrics.webSockets.inc()
      const open: OpenSocket = {
        request,
        underWay: new Set(),
        refusals: new Map(),
        close: (code, reason) => socket.close(code, reason.slice(0, reasonLengthMax)),
        onOperationEnd() {
          // Its last message is sent first.
          if (isStopping) setImmediate(() => open.underWay.size === 0 && closeForStop(open))
        },
      }
      sockets.set(socket, open)
      const stopPinging = keepAlive(socket, deps)
      const send = sendWithPauses(socket)
      const allows = createMessageAllowance(deps.nowMs)
      let isFlooding = false
      const isAllowed = (bytes: number) => {
        if (isFlooding) return false
        if (allows(bytes)) return true
        isFlooding = true
        deps.onRefusal('limit-connections', 'RATE_LIMITED')
        open.close(tooManyRequests, 'Too many messages.')
        return false
      }
      // Frames of the transport, which ws answers by itself.
      socket.on('ping', () => isAllowed(0))
      socket.on('pong', () => isAllowed(0))
      const closed = deps.protocol.opened(
        {
          protocol: socket.protocol,
          send,
          close: open.close,
          onMessage(receive) {
            socket.on('message', (data, isBinary) => {
              if (!isAllowed(lengthOf(data))) return
              if (isBinary) return open.close(4400, 'Messages are text.')
              receive(String(data)).catch((error: unknown) => {
                deps.logger.error({ err: error }, 'a WebSocket failed')
                open.close(internalError, 'Something went wrong on our side.')
              })
            })
          },
          // What a ping brings is not sent back: nobody needs it, and it can be of any size and depth.
          onPing: () => send('{"type":"pong"}'),
        },
        open,
      )
      socket.on('error', (error) => deps.logger.debug({ err: error }, 'a WebSocket broke'))
      socket.once('close', (code, reason) => {
        sockets.delete(socket)
        deps.metrics.webSockets.dec()
        stopPinging()
        for (const controller of [...open.underWay]) controller.abort()
        closed(code, String(reason)).catch((error: unknown) =>
          deps.logger.error({ err: error }, 'a WebSocket did not end well'),
        )
        if (sockets.size === 0) onAllClosed()
      })
      if (isStopping) closeForStop(open)
    },
    async stop(graceMs) {
      isStopping = true
      if (sockets.size === 0) return
      const allClosed = new Promise<void>((resolve) => {
        onAllClosed = resolve
      })
      // Later than the errors that end their subscriptions.
      setImmediate(() => {
        for (const open of sockets.values()) if (open.underWay.size === 0) closeForStop(open)
      })
      const cancel = deps.schedule(() => {
        for (const open of sockets.values()) closeForStop(open)
      }, graceMs)
      await allClosed
      cancel()
    },
  }
}

function lengthOf(data: RawData): number {
  return Array.isArray(data) ? data.reduce((total, { length }) => total + length, 0) : data.byteLength
}
