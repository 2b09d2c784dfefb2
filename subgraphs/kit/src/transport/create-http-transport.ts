import { Client, Pool } from 'undici'
import { decodeText } from './decode-text.ts'
import type { BytesTransport, StreamTransport, Transport } from './transport.ts'

/** An HTTP transport and the way to close its connections. */
export interface HttpTransport {
  readonly send: Transport
  /** For bodies that are no text. */
  readonly sendBytes: BytesTransport
  /** For answers that go on: each has a connection of its own, and no limit in size or time but its signal. */
  readonly stream: StreamTransport
  /** Finishes what was sent; streams are broken off. */
  readonly close: () => Promise<void>
}

/**
 * A keep-alive pool to one origin, for example `http://localhost:4001`. Redirects are not followed. Rejects when the
 * origin cannot be reached, when the signal aborts, or when an answer exceeds `maximumBytes` (50 MiB by default).
 */
export function createHttpTransport(
  origin: string,
  options: { readonly connections?: number; readonly maximumBytes?: number } = {},
): HttpTransport {
  const pool = new Pool(origin, {
    connections: options.connections ?? 64,
    maxResponseSize: options.maximumBytes ?? 50 * 1024 * 1024,
  })
  const streams = new Set<Client>()
  return {
    async send(request) {
      const response = await pool.request({
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        signal: request.signal,
      })
      return { status: response.statusCode, headers: response.headers, body: await response.body.text() }
    },
    async sendBytes(request) {
      const response = await pool.request({
        method: request.method,
        path: request.path,
        headers: request.headers,
        body: request.body,
        signal: request.signal,
      })
      const body = Buffer.from(await response.body.arrayBuffer())
      return { status: response.statusCode, headers: response.headers, body }
    },
    async stream(request) {
      // A pool would connect anew when a stream is called off, and keep a connection that nobody needs.
      const client = new Client(origin, { bodyTimeout: 0 })
      streams.add(client)
      const leave = () => {
        streams.delete(client)
        client.destroy().catch(() => {})
      }
      try {
        const response = await client.request({
          method: request.method,
          path: request.path,
          headers: request.headers,
          body: request.body,
          signal: request.signal,
        })
        response.body.once('close', leave)
        return { status: response.statusCode, headers: response.headers, body: decodeText(response.body) }
      } catch (error) {
        leave()
        throw error
      }
    },
    async close() {
      await Promise.all([pool.close(), ...Array.from(streams, (client) => client.destroy())])
    },
  }
}
