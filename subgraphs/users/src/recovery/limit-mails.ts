import { createHash } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'
import { readNetwork } from '@ree-ai/kit/identity/read-network'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { ThrottleRule } from '../throttle/throttle.ts'

const hourMs = 60 * 60 * 1000

/** Mails that one network may ask for, to whichever addresses: 20, then 5 an hour. Forgotten after two quiet hours. */
const mailRule: ThrottleRule = { firstAttempts: 20, furtherAttempts: 5, locksMs: [hourMs], forgetAfterMs: 2 * hourMs }

/**
 * Counts a mail that somebody asks for who has not signed in, before anybody looks whether it goes anywhere, exactly and
 * over all replicas. Throws RATE_LIMITED with `retryAfterSeconds`.
 */
export async function limitMails({ store, nowMs }: Services, { clientAddress }: Requester): Promise<void> {
  if (clientAddress === '') return
  const key = createHash('sha256')
    .update(`mails ${readNetwork(clientAddress)}`)
    .digest('base64url')
  const counted = await store.throttle.begin(key, mailRule, nowMs())
  if (!counted.isRefused) return
  const retryAfterSeconds = Math.max(1, Math.ceil((counted.untilMs - nowMs()) / 1000))
  throw createError('RATE_LIMITED', 'Too many mails were asked for from here. Try again later.', { retryAfterSeconds })
}
