import { SendMailDocument } from '../generated/operations.ts'
import type { Job } from '../jobs/job.ts'
import type { Services } from '../services.ts'
import type { DigestStore, DueMail } from './digest-store.ts'
import { type DigestLinks, writeDigest } from './write-digest.ts'

const linesMax = 20
const batchSize = 100
const passOverSize = 1_000
/** After so many mails that could not be handed over, the rest waits for the next time. */
const failuresMax = 5

interface Needed extends Pick<Services, 'router' | 'logger' | 'unsubscriptions' | 'nowMs'> {
  readonly digests: DigestStore
  /** The page that links lead to, with `{action}` and `{token}`; null shows ids. */
  readonly appUrl: string | null
}

/** Sends the mails about matches that are due, every minute. */
export function createDigestJob(needed: Needed): Job {
  return {
    name: 'mail-saved-searches',
    intervalMs: 60_000,
    replicas: 'one',
    async work(signal) {
      await sendDigests(needed, signal)
    },
  }
}

/**
 * Sends every mail that is due: one a person and moment, with at most 20 listings. Its key is the person and the moment,
 * and what it says is fixed beforehand: sent again after a crash, or by another replica, it arrives once and nothing is
 * left out. Returns how many were handed over.
 */
export async function sendDigests(needed: Needed, signal?: AbortSignal): Promise<number> {
  const { digests, nowMs } = needed
  while (!signal?.aborted && (await digests.passOver(new Date(nowMs()), passOverSize)) === passOverSize);
  let sent = 0
  let failures = 0
  let last: DueMail | null = null
  for (;;) {
    const due: DueMail[] = await digests.findDue(new Date(nowMs()), last, batchSize)
    for (const mail of due) {
      if (signal?.aborted) return sent
      try {
        if (await sendDigest(needed, mail)) sent += 1
      } catch (error) {
        failures += 1
        if (failures >= failuresMax) throw error
        needed.logger.warn({ err: error }, 'a mail about saved searches could not be sent; trying again')
      }
    }
    last = due.at(-1) ?? null
    if (due.length < batchSize) break
  }
  if (failures > 0) throw new Error(`${failures} mails about saved searches could not be sent`)
  return sent
}

async function sendDigest({ digests, router, nowMs, ...needed }: Needed, mail: DueMail): Promise<boolean> {
  const digest = await digests.compose(mail, linesMax)
  const hasLines = digest.lines.length > 0
  if (hasLines) {
    const key = `saved-searches:${mail.userId}:${mail.dueAt.toISOString()}`
    const { subject, text } = writeDigest(digest, createLinks(needed, mail.userId))
    // False when nobody gets it: the account is closed, or its address not confirmed.
    await router(SendMailDocument, { input: { key, userId: mail.userId, subject, text } })
  }
  await digests.finish(mail, new Date(nowMs()))
  return hasLines
}

function createLinks(
  { appUrl, unsubscriptions }: Pick<Needed, 'appUrl' | 'unsubscriptions'>,
  userId: string,
): DigestLinks {
  const lead = (action: string, token: string) =>
    appUrl?.replaceAll('{action}', action).replaceAll('{token}', encodeURIComponent(token)) ?? null
  return {
    property: (id) => lead('property', id) ?? `Listing ${id}`,
    unsubscribe(savedSearchId) {
      const token = unsubscriptions.encode({ userId, savedSearchId })
      return lead('unsubscribe', token) ?? `the code for \`unsubscribe\` is ${token}`
    },
  }
}
