import { type ClientRequest, request } from 'node:http'
import { connect } from 'node:net'
import { fastify } from 'fastify'
import { Registry } from 'prom-client'
import { expect, test, vi } from 'vitest'
import { createHttpMetrics } from './create-http-metrics.ts'

test('requests whose client leaves are no longer active, and count once', async () => {
  const registry = new Registry()
  const server = fastify()
  createHttpMetrics(server, registry)
  const release: (() => void)[] = []
  server.get('/slow', () => new Promise<string>((resolve) => release.push(() => resolve('late'))))
  const url = await server.listen({ port: 0, host: '127.0.0.1' })
  const active = async () => (await registry.getSingleMetric('http_requests_active')?.get())?.values[0]?.value
  const calls: ClientRequest[] = []
  for (let index = 0; index < 3; index += 1) {
    const call = request(`${url}/slow`).on('error', () => {})
    call.end()
    calls.push(call)
  }
  await vi.waitFor(() => expect(release).toHaveLength(3))
  expect(await active()).toBe(3)
  for (const call of calls.slice(0, 2)) call.destroy()
  await vi.waitFor(async () => expect(await active()).toBe(1))
  for (const go of release) go()
  await vi.waitFor(async () => expect(await active()).toBe(0))
  await server.close()
  expect(await active()).toBe(0)
  expect(await registry.getSingleMetricAsString('http_requests_total')).toContain('route="/slow"')
})

test('a request that becomes another protocol is active until its connection closes', async () => {
  const registry = new Registry()
  const server = fastify()
  createHttpMetrics(server, registry)
  server.get('/socket', (_request, reply) => {
    reply.hijack()
    reply.raw.socket?.write('HTTP/1.1 101 Switching Protocols\r\n\r\n')
  })
  const url = new URL(await server.listen({ port: 0, host: '127.0.0.1' }))
  const active = async () => (await registry.getSingleMetric('http_requests_active')?.get())?.values[0]?.value
  const socket = connect(Number(url.port), url.hostname)
  socket.write('GET /socket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n')
  await new Promise((resolve) => socket.once('data', resolve))
  expect(await active()).toBe(1)
  socket.destroy()
  await vi.waitFor(async () => expect(await active()).toBe(0))
  await server.close()
})
