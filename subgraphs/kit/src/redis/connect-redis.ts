import { Redis, type RedisOptions } from 'ioredis'
import { Gauge, type Registry } from 'prom-client'
import type { Logger } from '../logging/logger.ts'
import type { RedisConnection } from './redis-connection.ts'
import { settleWithin } from './settle-within.ts'

const probeMs = 250
/** A connection that is silent this long while it owes an answer is given up for a new one. */
const deadMs = 5_000
const reconnectMaxMs = 1_000

/**
 * Connects to one Redis server (6 or later; no cluster) in the background and for ever: it never rejects, and nothing waits for
 * Redis longer than `timeoutMs`. Once Redis is away every `run` is refused at once, until a try beside the requests is
 * answered. Each change is logged once and shown by the gauge `redis_up`. Throws only when `url` is no address.
 */
export function connectRedis(
  url: string,
  deps: { readonly timeoutMs: number; readonly logger: Logger; readonly registry?: Registry },
): RedisConnection {
  const { timeoutMs, logger } = deps
  const describe = hidePassword(url)
  const gauge = new Gauge({
    name: 'redis_up',
    help: 'Whether Redis answers: 1 or 0.',
    registers: deps.registry ? [deps.registry] : [],
  })
  let state: 'unknown' | 'up' | 'away' | 'closed' = 'unknown'
  let probe: NodeJS.Timeout | null = null
  const waiting = new Set<() => void>()

  const client = new Redis(url, options)
  client.on('ready', becomeUp)
  client.on('close', () => becomeAway('the connection is closed'))
  client.on('error', (error) => becomeAway(describe(error)))
  client.connect().catch(() => {}) // Heard of as an event.

  function becomeUp(): void {
    if (state === 'up' || state === 'closed') return
    logger.info({}, state === 'unknown' ? 'Redis is connected' : 'Redis answers again')
    state = 'up'
    gauge.set(1)
    if (probe !== null) clearInterval(probe)
    probe = null
    for (const wake of waiting) wake()
  }

  function becomeAway(reason: string): void {
    if (state === 'away' || state === 'closed') return
    logger.warn({ reason }, 'Redis is away')
    state = 'away'
    gauge.set(0)
    // A connection that broke says when it is there again; one that is only silent has to be asked.
    probe = setInterval(() => {
      if (client.status === 'ready') settleWithin(client.ping(), timeoutMs).then(becomeUp, () => {})
    }, probeMs).unref()
  }

  let subscriber: Redis | null = null
  const listeners = new Map<string, Set<(message: string) => void>>()
  function connectSubscriber(): Redis {
    const connection = new Redis(url, options)
    connection.on('ready', () => void connection.subscribe(...listeners.keys()).catch(() => {}))
    connection.on('message', (channel: string, message: string) => {
      for (const listener of listeners.get(channel) ?? []) listener(message)
    })
    connection.on('error', () => {}) // The other connection says what is wrong.
    connection.connect().catch(() => {})
    return connection
  }

  return {
    async run(command) {
      if (state !== 'up') throw new Error('Redis is away')
      try {
        return await settleWithin(command(client), timeoutMs)
      } catch (error) {
        const reason = describe(error)
        // Redis answered, with a refusal: it is there.
        const isReply = error instanceof Error && error.name === 'ReplyError'
        if (!isReply) becomeAway(reason)
        throw new Error(`Redis: ${reason}`)
      }
    },
    isUp: () => state === 'up',
    waitUntilUp(limitMs) {
      if (state === 'up' || state === 'closed') return Promise.resolve(state === 'up')
      return new Promise((resolve) => {
        const settle = () => {
          clearTimeout(timer)
          waiting.delete(settle)
          resolve(state === 'up')
        }
        const timer = setTimeout(settle, limitMs)
        waiting.add(settle)
      })
    },
    subscribe(channel, listener) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener))
      if (subscriber?.status === 'ready') subscriber.subscribe(channel).catch(() => {})
      subscriber ??= connectSubscriber()
    },
    close() {
      state = 'closed'
      if (probe !== null) clearInterval(probe)
      for (const wake of waiting) wake()
      client.disconnect()
      subscriber?.disconnect()
    },
  }
}

const options: RedisOptions = {
  lazyConnect: true,
  // Nothing waits for Redis to come back, nothing is sent twice.
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 2_000,
  socketTimeout: deadMs,
  keepAlive: 10_000,
  retryStrategy: (times) => Math.min(50 * 2 ** Math.min(times, 10), reconnectMaxMs),
}

/** Tells what an error says, without the password; ioredis also puts commands with their arguments on its errors. */
function hidePassword(url: string): (error: unknown) => string {
  const secrets = readSecrets(url)
  return (error) => {
    const { message, code } = error as { readonly message?: string; readonly code?: string }
    return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), message || code || 'failed')
  }
}

function readSecrets(url: string): readonly string[] {
  try {
    const { password } = new URL(url)
    return [password, decodeURIComponent(password)].filter((secret) => secret !== '')
  } catch {
    // Said without the address, which may hold the password.
    throw new Error('REDIS_URL is no address; for example redis://:password@localhost:6379/0')
  }
}
