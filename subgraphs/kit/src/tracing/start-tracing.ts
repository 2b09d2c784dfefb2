import type { Tracer } from '@opentelemetry/api'
import type { SpanExporter } from '@opentelemetry/sdk-trace-base'
import type { Logger } from '../logging/logger.ts'

/** Traces that are being sent somewhere. */
export interface Tracing {
  /** The tracer of one service; its spans carry that name as `service.name`. */
  readonly getTracer: (service: string) => Tracer
  /** Sends what waits, within 1.5 s: what the collector has not taken by then is lost. Never rejects. */
  readonly stop: () => Promise<void>
}

export interface TracingOptions {
  /** The collector, for example `http://localhost:4318`; spans go to `/v1/traces` below it as OTLP in JSON. */
  readonly endpoint: string
  /** The part of traces begun here that is sent, 0 to 1; 1 by default. Those begun elsewhere are sent as their flag says. */
  readonly ratio?: number
  readonly logger: Logger
  /** In place of the collector. */
  readonly exporter?: SpanExporter
}

/** Spans that wait to be sent; later ones are dropped until there is room. About 2 MB. */
const queueMax = 2_048
const batchMax = 256
const sendEveryMs = 1_000
const sendTimeoutMs = 5_000
const stopTimeoutMs = 1_500

/**
 * Begins to send traces to a collector, in batches beside the requests. A collector that is slow or away costs spans, never a
 * request: the queue is bounded, and one line in the log tells when it went away and when it came back.
 *
 * Spans get their parents explicitly (`startSpan`); nothing is registered globally. The SDK is loaded only here, so that a
 * process that sends no traces does not carry it.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  const sdk = await import('@opentelemetry/sdk-trace-base')
  const { Resource } = await import('@opentelemetry/resources')
  let hasStopped = false
  const exporter = reportFailures(options.exporter ?? (await createExporter(options.endpoint)), {
    logger: options.logger,
    isSilent: () => hasStopped,
  })
  // One queue for all services of a process.
  const processor = new sdk.BatchSpanProcessor(exporter, {
    maxQueueSize: queueMax,
    maxExportBatchSize: batchMax,
    scheduledDelayMillis: sendEveryMs,
    exportTimeoutMillis: sendTimeoutMs,
  })
  const sampler = new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(options.ratio ?? 1) })
  const tracers = new Map<string, Tracer>()

  function createTracer(service: string): Tracer {
    const provider = new sdk.BasicTracerProvider({
      resource: new Resource({ 'service.name': service, 'service.namespace': 'ree-ai' }),
      sampler,
      spanProcessors: [processor],
    })
    return provider.getTracer('ree-ai')
  }

  return {
    getTracer(service) {
      const tracer = tracers.get(service) ?? createTracer(service)
      tracers.set(service, tracer)
      return tracer
    },
    async stop() {
      let timer: NodeJS.Timeout | undefined
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, stopTimeoutMs)
      })
      await Promise.race([processor.shutdown().catch(() => {}), timeout])
      clearTimeout(timer)
      hasStopped = true
    },
  }
}

async function createExporter(endpoint: string): Promise<SpanExporter> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  return new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: sendTimeoutMs,
    // All that waits can be under way when it stops.
    concurrencyLimit: 2 * (queueMax / batchMax),
  })
}

/** Tells the log, once each time, that the collector is away and that it is back. */
function reportFailures(
  exporter: SpanExporter,
  { logger, isSilent }: { readonly logger: Logger; readonly isSilent: () => boolean },
): SpanExporter {
  let isAway = false
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        const hasFailed = result.code !== 0
        if (isSilent()) return done(result)
        if (hasFailed && !isAway) logger.warn({ reason: result.error?.message }, 'traces cannot be sent')
        if (!hasFailed && isAway) logger.info({}, 'traces are sent again')
        isAway = hasFailed
        done(result)
      })
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  }
}
