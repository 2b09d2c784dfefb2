import { createError } from '@ree-ai/kit/errors/create-error'
import { accountKey, accountRule, networkKey, networkRule } from './throttle.ts'
import type { ThrottleStore } from './throttle-store.ts'

/** Slows and locks sign-in, alike for addresses with and without an account. */
export interface SignInThrottle {
  /**
   * Counts an attempt before its password is looked at, so that many at once gain nothing. Throws ACCOUNT_LOCKED with
   * `retryAfterSeconds` when this account or this client has to wait. The attempt counts as failed until `succeed`.
   */
  readonly begin: (attempt: {
    readonly email: string
    readonly clientAddress: string
  }) => Promise<{ readonly succeed: () => Promise<void> }>
}

export function createSignInThrottle(deps: {
  readonly store: ThrottleStore
  readonly nowMs: () => number
}): SignInThrottle {
  return {
    async begin({ email, clientAddress }) {
      const nowMs = deps.nowMs()
      const account = accountKey(email)
      const network = networkKey(clientAddress)
      const networkLockedUntilMs = network === null ? null : await deps.store.begin(network, networkRule, nowMs)
      if (networkLockedUntilMs !== null) throw createLockedError(networkLockedUntilMs - nowMs)
      const accountLockedUntilMs = await deps.store.begin(account, accountRule, nowMs)
      if (accountLockedUntilMs !== null) {
        if (network !== null) await deps.store.takeBack(network)
        throw createLockedError(accountLockedUntilMs - nowMs)
      }
      return {
        async succeed() {
          await deps.store.clear(account)
          // Not cleared: an attacker's own account must not open the way to the others.
          if (network !== null) await deps.store.takeBack(network)
        },
      }
    },
  }
}

function createLockedError(waitMs: number) {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return createError('ACCOUNT_LOCKED', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  })
}
