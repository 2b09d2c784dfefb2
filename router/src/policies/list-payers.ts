import { readNetwork } from '@ree-ai/kit/identity/read-network'
import type { RouterContext } from '../context.ts'
import { identifyClient } from './identify-client.ts'

/** Somebody for whom a limit counts. */
export interface Payer {
  readonly key: string
  /** Whether it is all accounts on one network, not the client alone. */
  readonly isNetwork: boolean
  /** How many times what one client may this one may. */
  readonly factor: number
}

/**
 * For whom a request counts: the client, and for somebody who is signed in the network too, with `networkFactor` times the limit for all
 * accounts on it together. Accounts cost nothing to make; without it one address would have as much as it has accounts. A factor
 * of 0 counts clients alone.
 */
export function listPayers(
  context: Pick<RouterContext, 'viewer' | 'clientAddress'>,
  networkFactor: number,
): readonly Payer[] {
  const client = { key: identifyClient(context), isNetwork: false, factor: 1 }
  if (context.viewer === null || networkFactor === 0) return [client]
  return [client, { key: `network:${readNetwork(context.clientAddress)}`, isNetwork: true, factor: networkFactor }]
}

/** Of whom a refusal speaks; empty for the client alone. */
export function namePayer({ isNetwork }: Payer): string {
  return isNetwork ? ', for all accounts on your network together' : ''
}
