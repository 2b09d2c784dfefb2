import { createError } from '@ree-ai/kit/errors/create-error'
import { readNetwork } from '@ree-ai/kit/identity/read-network'
import { withStatus } from '../errors/with-status.ts'

/** Counts connections that stay open, in all and by network. */
export interface ConnectionSlots {
  /** Takes a place, and returns the way to give it back. Throws SUBSCRIPTION_MAX_LIMIT (429), or SERVICE_UNAVAILABLE (503) when all are taken. */
  readonly take: (address: string) => () => void
}

export function createConnectionSlots(limits: {
  readonly max: number
  readonly perAddressMax: number
}): ConnectionSlots {
  const byNetwork = new Map<string, number>()
  let total = 0
  return {
    take(address) {
      const network = readNetwork(address)
      const taken = byNetwork.get(network) ?? 0
      if (total >= limits.max)
        throw withStatus(createError('SERVICE_UNAVAILABLE', 'The router has as many connections as it can. Try later.'))
      if (taken >= limits.perAddressMax)
        throw withStatus(createError('SUBSCRIPTION_MAX_LIMIT', 'Your address has as many connections as are allowed.'))
      byNetwork.set(network, taken + 1)
      total += 1
      let isReleased = false
      return () => {
        if (isReleased) return
        isReleased = true
        total -= 1
        const left = (byNetwork.get(network) ?? 0) - 1
        if (left > 0) byNetwork.set(network, left)
        else byNetwork.delete(network)
      }
    },
  }
}
