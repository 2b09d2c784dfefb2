import { createError } from '@ree-ai/kit/errors/create-error'
import {
  accountKey,
  accountRule,
  networkRule,
  pairRule,
  readThrottleKeys,
  type ThrottleRule,
  trustedMs,
} from './throttle.ts'
import type { CountedAttempt, ThrottleStore } from './throttle-store.ts'

/** An attempt that was let through and has counted as failed since. */
export interface CountedSignIn {
  /** Forgets the failures of this account from this network, and knows the network from now on. */
  readonly succeed: () => Promise<void>
  /** How long further attempts are refused when this one fails, in ms; null when they are not. */
  readonly lockMs: number | null
}

/** Locks sign-in after failures, alike for addresses with and without an account. */
export interface SignInThrottle {
  /**
   * Counts an attempt before its password is looked at, so that many at once gain nothing. Throws ACCOUNT_LOCKED with
   * `retryAfterSeconds` when this account or this client has to wait. The attempt counts as failed until `succeed`.
   */
  readonly begin: (attempt: { readonly email: string; readonly clientAddress: string }) => Promise<CountedSignIn>
  /** Forgets every failure on an account, from wherever, and returns how many locks that lifted. */
  readonly forget: (email: string) => Promise<number>
}

/** One of the counts that an attempt has to pass. */
interface Counter {
  readonly key: string
  readonly rule: ThrottleRule
  /** Whether a success clears it; else it takes back its own attempt only. */
  readonly isCleared: boolean
}

export function createSignInThrottle(deps: {
  readonly store: ThrottleStore
  readonly nowMs: () => number
}): SignInThrottle {
  const { store } = deps

  /** Counts an attempt under each key in turn; one that refuses takes it back under those before. */
  async function count(counters: readonly Counter[], nowMs: number): Promise<number | null> {
    let lockMs: number | null = null
    for (const [index, { key, rule }] of counters.entries()) {
      const counted: CountedAttempt = await store.begin(key, rule, nowMs)
      if (counted.isRefused) {
        for (const before of counters.slice(0, index)) await store.takeBack(before.key, before.rule)
        throw createLockedError(counted.untilMs - nowMs)
      }
      if (counted.lockMs !== null) lockMs = Math.max(lockMs ?? 0, counted.lockMs)
    }
    return lockMs
  }

  return {
    async begin(attempt) {
      const nowMs = deps.nowMs()
      const { account, pair, network, trusted } = readThrottleKeys(attempt)
      const isTrusted = trusted !== null && (await store.isNotedSince(trusted, nowMs - trustedMs))
      const counters: readonly Counter[] = [
        // First, for a flood on one account touches nothing that others are counted by.
        { key: pair, rule: pairRule, isCleared: true },
        // Not cleared: an attacker's own account must not open the way to the others.
        ...(network === null ? [] : [{ key: network, rule: networkRule, isCleared: false }]),
        ...(isTrusted ? [] : [{ key: account, rule: accountRule, isCleared: true }]),
      ]
      const lockMs = await count(counters, nowMs)
      return {
        lockMs,
        async succeed() {
          await store.clear([pair, account])
          for (const { key, rule, isCleared } of counters) if (!isCleared) await store.takeBack(key, rule)
          if (trusted !== null) await store.note(trusted, deps.nowMs())
        },
      }
    },
    forget: (email) => store.clearAll(accountKey(email), deps.nowMs()),
  }
}

function createLockedError(waitMs: number) {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
  return createError('ACCOUNT_LOCKED', `Too many failed sign-ins. Try again in ${retryAfterSeconds} s.`, {
    retryAfterSeconds,
  })
}
