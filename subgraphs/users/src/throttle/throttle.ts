import { createHash } from 'node:crypto'
import { readNetwork } from '@ree-ai/kit/identity/read-network'

/** How sign-in attempts of one kind slow down. */
export interface ThrottleRule {
  /** How long after the n-th attempt without success the next one is refused; beyond the end, the last. */
  readonly delaysMs: readonly number[]
  /** Attempts are forgotten after so long without another. */
  readonly forgetAfterMs: number
}

const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

/** First slowed, second by second, then locked. */
const growingDelaysMs = [1, 2, 4, 8, 16, 32].map((seconds) => seconds * secondMs)
const lockMs = 15 * minuteMs

/** For one account, whoever tries: 3 free attempts, 1 to 32 seconds' wait after the next 6, then 15 minutes each. */
export const accountRule: ThrottleRule = {
  delaysMs: [...Array<number>(3).fill(0), ...growingDelaysMs, lockMs],
  forgetAfterMs: 24 * hourMs,
}

/** For one client network, whichever accounts: many people may share one, so 30 attempts are free. */
export const networkRule: ThrottleRule = {
  delaysMs: [...Array<number>(30).fill(0), ...growingDelaysMs, lockMs],
  forgetAfterMs: hourMs,
}

/** The key that attempts on an e-mail address are counted under. */
export function accountKey(email: string): string {
  return hashKey(`account ${email.toLowerCase()}`)
}

/** The key that attempts from a client are counted under; null when its address is not known. */
export function networkKey(clientAddress: string): string | null {
  return clientAddress === '' ? null : hashKey(`network ${readNetwork(clientAddress)}`)
}

function hashKey(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
