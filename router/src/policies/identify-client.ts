import { readNetwork } from '@ree-ai/kit/identity/read-network'
import type { RouterContext } from '../context.ts'

/** Whom limits count for: the viewer, else the network the request comes from. */
export function identifyClient(context: Pick<RouterContext, 'viewer' | 'clientAddress'>): string {
  return context.viewer === null ? `address:${readNetwork(context.clientAddress)}` : `viewer:${context.viewer.id}`
}
