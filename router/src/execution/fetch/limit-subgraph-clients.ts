import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError } from 'graphql'
import type { Decisions, RouterContext } from '../../context.ts'
import type { ClientLimit } from '../../policies/limit-clients.ts'
import { listPayers, namePayer } from '../../policies/list-payers.ts'
import type { Counters } from '../../store/counters.ts'
import type { Subgraph } from '../subgraph.ts'

/**
 * Limits the operations of one client, the viewer or else the network address, that reach one subgraph; however often an
 * operation asks it, it counts once. Refuses with RATE_LIMITED, which names the subgraph in `extensions.service` and fails its
 * fetches only. Services are exempt. A refusal by a shorter window does not use up the longer ones, so list them shortest first.
 */
export function limitSubgraphClients(
  subgraph: Subgraph,
  options: {
    readonly limits: readonly ClientLimit[]
    readonly counters: Counters
    readonly networkFactor?: number
    readonly onRefusal?: (code: 'RATE_LIMITED') => void
  },
): Subgraph {
  const { limits, counters, networkFactor = 0 } = options
  if (limits.length === 0) return subgraph
  const counted = new WeakMap<Decisions, Promise<GraphQLError | null>>()

  async function count(context: RouterContext): Promise<GraphQLError | null> {
    for (const payer of listPayers(context, networkFactor))
      for (const { name, max: clientMax, windowMs } of limits) {
        const max = clientMax * payer.factor
        const key = `subgraph:${subgraph.name}:${name}:${payer.key}`
        const { total, resetMs } = await counters.add(key, 1, windowMs)
        if (total <= max) continue
        options.onRefusal?.('RATE_LIMITED')
        const message = `At most ${max} operations per ${name} may use the service "${subgraph.name}"${namePayer(payer)}. Wait, then try again.`
        const retryAfterSeconds = Math.max(1, Math.ceil(resetMs / 1000))
        return createError('RATE_LIMITED', message, { service: subgraph.name, retryAfterSeconds })
      }
    return null
  }

  async function check(context: RouterContext, path: readonly (string | number)[]): Promise<void> {
    if (context.viewer?.role === 'SERVICE') return
    const result = counted.get(context.decisions) ?? count(context)
    counted.set(context.decisions, result)
    const refusal = await result
    if (refusal === null) return
    const { message, extensions } = refusal
    throw new GraphQLError(message, { path: path.length > 0 ? path : undefined, extensions })
  }

  return {
    name: subgraph.name,
    async send(request) {
      await check(request.context, request.path)
      return subgraph.send(request)
    },
    async subscribe(request) {
      await check(request.context, request.path)
      return subgraph.subscribe(request)
    },
  }
}
