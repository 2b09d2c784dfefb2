import { createServer, type Server } from 'node:http'
import { ROOT_CONTEXT, type Tracer } from '@opentelemetry/api'
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-base'
import { afterEach, expect, test, vi } from 'vitest'
import { formatTraceparent } from './format-traceparent.ts'
import { startSpan } from './start-span.ts'
import { startTracing } from './start-tracing.ts'

const lines: string[] = []
const logger = {
  debug() {},
  info: (_: object, text: string) => void lines.push(text),
  warn: (_: object, text: string) => void lines.push(text),
  error() {},
}
const servers: Server[] = []
afterEach(() => {
  lines.length = 0
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A collector that answers as it is told, or never. */
async function startCollector(answer: ((bodies: number) => number) | 'never') {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (part) => {
      body += String(part)
    })
    request.on('end', () => {
      bodies.push(body)
      if (answer !== 'never') response.writeHead(answer(bodies.length)).end('{}')
    })
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('no address')
  return { endpoint: `http://127.0.0.1:${address.port}/`, bodies, address }
}

function endSpans(tracer: Tracer, count: number) {
  for (let index = 0; index < count; index += 1) tracer.startSpan(`span ${index}`, {}, ROOT_CONTEXT).end()
}

test('spans of several services go to one collector as OTLP, each under its service, joined by their parents', async () => {
  const { endpoint, bodies } = await startCollector(() => 200)
  const tracing = await startTracing({ endpoint, logger })
  const root = tracing.getTracer('router').startSpan('request', {}, ROOT_CONTEXT)
  const child = startSpan(tracing.getTracer('users'), 'child', formatTraceparent(root.spanContext()))
  child?.span.end()
  root.end()
  await tracing.stop()
  const resources = bodies.flatMap((body) => JSON.parse(body).resourceSpans)
  const spans = resources.flatMap(({ resource, scopeSpans }) =>
    scopeSpans[0].spans.map((span: Record<string, unknown>) => ({
      ...span,
      service: resource.attributes.find(({ key }: { key: string }) => key === 'service.name').value.stringValue,
    })),
  )
  const [router, users] = ['router', 'users'].map((name) => spans.find(({ service }) => service === name))
  expect(router).toMatchObject({ name: 'request' })
  expect(users).toMatchObject({ name: 'child', traceId: router.traceId, parentSpanId: router.spanId })
  expect(lines).toEqual([])
})

test.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00', 'is not sampled'],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', 'is garbage'],
  ['', 'is missing'],
])('no span begins below %s, which %s', async (parent) => {
  const exporter = new InMemorySpanExporter()
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:1', logger, exporter })
  expect(startSpan(tracing.getTracer('a'), 'x', parent)).toBeNull()
  expect(startSpan(null, 'x', parent.replace(/00$/, '01'))).toBeNull()
  await tracing.stop()
})

test('of the traces begun here the given part is sampled', async () => {
  const tracing = await startTracing({ endpoint: 'http://127.0.0.1:1', ratio: 0, logger })
  const span = tracing.getTracer('a').startSpan('x', {}, ROOT_CONTEXT)
  expect(span.isRecording()).toBe(false)
  expect(formatTraceparent(span.spanContext())).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  await tracing.stop()
})

test('a collector that never answers delays neither requests nor the stop, and costs bounded memory', async () => {
  const { endpoint, bodies } = await startCollector('never')
  const tracing = await startTracing({ endpoint, logger })
  const startedAt = performance.now()
  endSpans(tracing.getTracer('a'), 20_000)
  expect(performance.now() - startedAt).toBeLessThan(2_000)
  const stoppedAt = performance.now()
  await tracing.stop()
  expect(performance.now() - stoppedAt).toBeLessThan(2_000)
  const sent = bodies.reduce((sum, body) => sum + (body.match(/"spanId"/g)?.length ?? 0), 0)
  expect(sent).toBeLessThanOrEqual(2_048 + 256)
})

test('a collector that refuses is told to the log once, and once when it is back', async () => {
  const { endpoint, bodies } = await startCollector((count) => (count <= 2 ? 400 : 200))
  const tracing = await startTracing({ endpoint, logger })
  for (const calls of [1, 2, 3]) {
    endSpans(tracing.getTracer('a'), 256)
    await vi.waitFor(() => expect(bodies).toHaveLength(calls), { timeout: 5_000 })
    await vi.waitFor(() => expect(lines).toHaveLength(calls === 3 ? 2 : 1), { timeout: 5_000 })
  }
  await tracing.stop()
  expect(lines).toEqual(['traces cannot be sent', 'traces are sent again'])
})

test('a collector that is not there is no error for anyone', async () => {
  const { endpoint } = await startCollector(() => 200)
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
  const tracing = await startTracing({ endpoint, logger })
  endSpans(tracing.getTracer('a'), 10)
  await tracing.stop()
  expect(lines).toEqual(['traces cannot be sent'])
})
