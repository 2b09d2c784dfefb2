import type { RequestContext } from '@ree-ai/kit/context/request-context'
import type { Loaders } from './loaders.ts'

/** What this subgraph's resolvers are given. */
export type Context = RequestContext & Loaders
