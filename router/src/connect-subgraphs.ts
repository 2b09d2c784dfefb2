import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import type { Connect } from './supergraph/create-connections.ts'
import { findOrigin } from './supergraph/find-origin.ts'

/**
 * Connects to subgraphs over HTTP, each by a keep-alive pool of its own, at the URL its supergraph names or at the host that
 * `SUBGRAPH_<NAME>_URL` in `environment` puts in its place. Connecting throws when there is no usable address; nothing is
 * sent by it. An answer above `maximumBytes` (50 MiB by default) is not read.
 */
export function connectSubgraphs(
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly maximumBytes?: number } = {},
): Connect {
  return (subgraph) => createHttpTransport(findOrigin(subgraph, environment), options)
}
