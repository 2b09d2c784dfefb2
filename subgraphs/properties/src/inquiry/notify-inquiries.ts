import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { SendMailDocument } from '../generated/operations.ts'
import type { Job } from '../jobs/job.ts'
import type { DueNotice, NoticeStore } from './notice-store.ts'

/** Whoever reads within a minute gets no mail; nobody gets more than one an hour for a conversation. */
export const noticeTimes = { delayMs: 60_000, pauseMs: 60 * 60_000 } as const

const everyMs = 30_000
const retryAfterMs = 5 * 60_000
const batchSize = 50

/** What sending needs. */
export interface NoticeDependencies {
  readonly notices: NoticeStore
  readonly router: RouterClient
  readonly logger: Logger
  readonly nowMs: () => number
}

/**
 * Sends every mail that is due, each once: its key names the first message it tells of, so that sending again after a
 * crash sends nothing. One that fails is tried again after five minutes. Returns how many were sent.
 */
export async function notifyInquiries(
  { notices, router, logger, nowMs }: NoticeDependencies,
  signal?: AbortSignal,
): Promise<number> {
  let sent = 0
  while (!signal?.aborted) {
    const now = nowMs()
    const due = await notices.take(new Date(now), new Date(now + retryAfterMs), batchSize)
    for (const notice of due) {
      try {
        await router(SendMailDocument, { input: writeMail(notice) })
        await notices.done(notice, new Date(nowMs()))
        sent += 1
      } catch (error) {
        logger.warn(
          { err: error, inquiryId: notice.inquiryId },
          'could not send the mail of a conversation; trying again',
        )
      }
    }
    if (due.length < batchSize) break
  }
  return sent
}

/** Sends mails of conversations; replicas share the work row by row. */
export function createNoticeJob(deps: NoticeDependencies): Job {
  return {
    name: 'notify-inquiries',
    intervalMs: everyMs,
    replicas: 'all',
    async work(signal) {
      await notifyInquiries(deps, signal)
    },
  }
}

/** Tells that there is something to read, not what: mail is read by others more easily than an account. */
function writeMail({ inquiryId, userId, sinceAt, propertyTitle, ownerId }: DueNotice) {
  const about = userId === ownerId ? 'your listing' : 'the listing'
  // A title is somebody's text: one line, so that it cannot look like a part of the mail.
  const title = propertyTitle.replace(/\s+/g, ' ')
  return {
    key: `inquiry:${inquiryId}:${userId}:${sinceAt.getTime()}`,
    userId,
    subject: `New message about "${[...title].slice(0, 100).join('')}"`,
    text: `You have a new message about ${about} "${title}".\n\nSign in to read and answer it.\n`,
  }
}
