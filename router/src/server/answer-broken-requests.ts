import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { createError } from '@ree-ai/kit/errors/create-error'

const faults: Readonly<Record<string, readonly [status: number, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: [431, 'Address and headers are larger than allowed. Send long queries by POST.'],
}

/** Answers what is not even HTTP, or comes too slowly, in the form of all other refusals, and closes the connection. */
export function answerBrokenRequests(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const [status, message] = faults[error.code ?? ''] ?? [400, 'This is not an HTTP request.']
  const body = JSON.stringify({ errors: [createError('BAD_REQUEST', message)] })
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    'connection: close',
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroySoon()
}
