import { createError } from '@ree-ai/kit/errors/create-error'
import type { Subgraph } from '../execution/subgraph.ts'

/** The subgraph of `emptySupergraph`: it answers nothing. */
export const absentSubgraph: Subgraph = { name: 'none', send: refuse, subscribe: refuse }

async function refuse(): Promise<never> {
  throw createError('SERVICE_UNAVAILABLE', 'The router has no supergraph yet. Try again in a few seconds.')
}
