import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { Counters } from '../store/counters.ts'
import { listPayers, namePayer } from './list-payers.ts'
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
 * answer carries `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), which tell of the client's own; a refusal is
 * RATE_LIMITED with status 429 and `Retry-After`. Services are exempt. A request refused by a shorter window does not
 * use up the longer ones, so list them shortest first; one refused to its client does not use up what its network has (`listPayers`).
 */
export function limitClients(
  limits: readonly ClientLimit[],
  { counters, networkFactor }: { readonly counters: Counters; readonly networkFactor: number },
): RequestPolicy {
  const policyHeader = limits.map(({ name, max, windowMs }) => `"${name}";q=${max};w=${windowMs / 1000}`).join(', ')
  return {
    name: 'limit-clients',
    async apply({ context, count, setHeader }) {
      if (context.viewer?.role === 'SERVICE') return
      const states: string[] = []
      setHeader('ratelimit-policy', policyHeader)
      for (const payer of listPayers(context, networkFactor))
        for (const { name, max: clientMax, windowMs } of limits) {
          const max = clientMax * payer.factor
          const { total, resetMs } = await counters.add(`client:${name}:${payer.key}`, count, windowMs)
          const resetSeconds = Math.max(1, Math.ceil(resetMs / 1000))
          if (!payer.isNetwork) {
            states.push(`"${name}";r=${Math.max(0, max - total)};t=${resetSeconds}`)
            setHeader('ratelimit', states.join(', '))
          }
          if (total <= max) continue
          const message = `At most ${max} operations per ${name}${namePayer(payer)}. Wait, then try again.`
          const error = createError('RATE_LIMITED', message, { retryAfterSeconds: resetSeconds })
          throw withStatus(error, { headers: { 'retry-after': String(resetSeconds) } })
        }
    },
  }
}
