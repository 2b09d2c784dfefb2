import { createServer } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** A span as a collector gets it. */
export interface ReceivedSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: Readonly<Record<string, unknown>>
}

/** An OpenTelemetry collector for tests: it takes OTLP in JSON over HTTP at `/v1/traces`, as the standard has it. */
export interface TestCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly endpoint: string
  readonly spans: ReceivedSpan[]
  /** What was received, as text. */
  readonly bodies: string[]
  readonly stop: () => Promise<void>
}

interface OtlpValue {
  readonly stringValue?: string
  readonly intValue?: number | string
  readonly arrayValue?: { readonly values: readonly OtlpValue[] }
}
type OtlpAttributes = readonly { readonly key: string; readonly value: OtlpValue }[]
interface OtlpRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: OtlpAttributes }
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'service' | 'attributes'> & {
        readonly attributes: OtlpAttributes
      })[]
    }[]
  }[]
}

const unzip = promisify(gunzip)

export async function startCollector(): Promise<TestCollector> {
  const spans: ReceivedSpan[] = []
  const bodies: string[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    if (request.method !== 'POST' || request.url !== '/v1/traces') return response.writeHead(404).end()
    const bytes = Buffer.concat(parts)
    const body = String(request.headers['content-encoding'] === 'gzip' ? await unzip(bytes) : bytes)
    bodies.push(body)
    for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpRequest).resourceSpans) {
      const service = String(readAttributes(resource.attributes)['service.name'])
      for (const scope of scopeSpans)
        for (const span of scope.spans) spans.push({ ...span, service, attributes: readAttributes(span.attributes) })
    }
    return response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('the collector has no port')
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    spans,
    bodies,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function readAttributes(attributes: OtlpAttributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, readValue(value)]))
}

function readValue({ stringValue, intValue, arrayValue }: OtlpValue): unknown {
  return arrayValue ? arrayValue.values.map(readValue) : (stringValue ?? Number(intValue))
}
