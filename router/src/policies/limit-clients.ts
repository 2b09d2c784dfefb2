import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { Counters } from '../store/counters.ts'
import { identifyClient } from './identify-client.ts'
import type { RequestPolicy } from './request-policy.ts'

/** At most `max` operations of one client within `windowMs`. */
export interface ClientLimit {
  /** The name in `RateLimit-Policy`. */
  readonly name: string
  readonly max: number
  readonly windowMs: number
}

/**
 * Limits what one client, the viewer or else the network address, may ask: every operation of a batch counts. The
 * answer carries `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers); a refusal is
 * RATE_LIMITED with status 429 and `Retry-After`. Services are exempt. A request refused by a shorter window does not
 * use up the longer ones, so list them shortest first.
 */
export function limitClients(limits: readonly ClientLimit[], counters: Counters): RequestPolicy {
  const policyHeader = limits.map(({ name, max, windowMs }) => `"${name}";q=${max};w=${windowMs / 1000}`).join(', ')
  return {
    name: 'limit-clients',
    async apply({ context, operations, setHeader }) {
      if (context.viewer?.role === 'SERVICE') return
      const client = identifyClient(context)
      const states: string[] = []
      setHeader('ratelimit-policy', policyHeader)
      for (const { name, max, windowMs } of limits) {
        const count = await counters.add(`client:${name}:${client}`, operations.length, windowMs)
        const resetSeconds = Math.max(1, Math.ceil(count.resetMs / 1000))
        states.push(`"${name}";r=${Math.max(0, max - count.total)};t=${resetSeconds}`)
        setHeader('ratelimit', states.join(', '))
        if (count.total <= max) continue
        const error = createError('RATE_LIMITED', `At most ${max} operations per ${name}. Wait, then try again.`, {
          retryAfterSeconds: resetSeconds,
        })
        throw withStatus(error, { headers: { 'retry-after': String(resetSeconds) } })
      }
    },
  }
}
