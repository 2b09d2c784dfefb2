import type { RequestContext } from '@ree-ai/kit/context/request-context'

/** What this subgraph's resolvers are given. */
export type Context = RequestContext
