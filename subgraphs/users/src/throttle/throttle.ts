import { createHash } from 'node:crypto'
import { readNetwork } from '@ree-ai/kit/identity/read-network'

/** When failed sign-ins of one kind lock, and for how long. */
export interface ThrottleRule {
  /** The first lock comes with so many failures, at least 2. */
  readonly firstAttempts: number
  /** Each further lock comes after so many more. */
  readonly furtherAttempts: number
  /** How long each lock lasts, in ms: the first, the second, ...; beyond the end, the last. */
  readonly locksMs: readonly number[]
  /** Failures and locks are forgotten after so long without another attempt, in ms; longer than any lock. */
  readonly forgetAfterMs: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * For one account from one network: what stops guessing. A stranger elsewhere who fails on purpose locks only himself
 * out: from everywhere else the account's owner signs in as ever.
 */
export const pairRule: ThrottleRule = {
  firstAttempts: 5,
  furtherAttempts: 5,
  locksMs: [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 4 * hourMs, 12 * hourMs, dayMs],
  forgetAfterMs: 7 * dayMs,
}

/**
 * For one account, from all networks together: what stops many that guess together. It does not hold for networks from
 * which the account was signed in to lately (`trustedMs`): its owner stays in.
 */
export const accountRule: ThrottleRule = {
  firstAttempts: 50,
  furtherAttempts: 10,
  locksMs: [15 * minuteMs, hourMs, 4 * hourMs, 12 * hourMs, dayMs],
  forgetAfterMs: 7 * dayMs,
}

/** For one network, whichever accounts: what slows spraying. Many people may share one, so no lock is longer than an hour. */
export const networkRule: ThrottleRule = {
  firstAttempts: 30,
  furtherAttempts: 5,
  locksMs: [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs],
  forgetAfterMs: dayMs,
}

/** How long a network is known after a sign-in to an account from it, in ms. */
export const trustedMs = 30 * dayMs

/** What attempts are counted under. Hashes: neither addresses typed in error nor networks are kept readable. */
export interface ThrottleKeys {
  readonly account: string
  readonly pair: string
  /** Null when the client's address is not known. */
  readonly network: string | null
  /** Notes that the account was signed in to from the network; null when that is not known. */
  readonly trusted: string | null
}

/** The keys of an attempt on an e-mail address, without regard to its case, from a client's address. */
export function readThrottleKeys(attempt: { readonly email: string; readonly clientAddress: string }): ThrottleKeys {
  const account = accountKey(attempt.email)
  const network = attempt.clientAddress === '' ? null : readNetwork(attempt.clientAddress)
  return {
    account,
    // All that belongs to an account begins with its key: it can be forgotten together.
    pair: `${account}.${hashKey(`pair ${network ?? ''}`)}`,
    network: network === null ? null : hashKey(`network ${network}`),
    trusted: network === null ? null : `${account}.${hashKey(`trusted ${network}`)}`,
  }
}

/** The key that attempts on an e-mail address are counted under. */
export function accountKey(email: string): string {
  return hashKey(`account ${email.toLowerCase()}`)
}

function hashKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
