import type { Db } from '../db.ts'

/** A mail to be sent. */
export interface NewMail {
  /** Whoever asks twice with the same key sends once; null sends every time. */
  readonly key: string | null
  /** Whom it is for; null when that person's account is no more, and then nothing of the mail is kept once it is sent. */
  readonly userId: string | null
  readonly recipient: string
  readonly subject: string
  readonly text: string
}

/** A mail that this process may try to send until its lease is over. */
export interface LeasedMail extends NewMail {
  readonly id: string
  readonly createdAt: Date
  /** With the present one. */
  readonly attempts: number
}

/** The queue of mails. */
export interface MailStore {
  /** Puts a mail into the queue; false when its key was used before. */
  readonly add: (mail: NewMail, now: Date) => Promise<boolean>
  /** Takes the mail that has been due for longest, until then for nobody else; null when none is due. */
  readonly lease: (now: Date, until: Date) => Promise<LeasedMail | null>
  /** Notes that a mail went out, and forgets its text: it may hold a secret. */
  readonly noteSent: (mail: LeasedMail, now: Date) => Promise<void>
  /** Puts a mail back, to be tried again at a time. */
  readonly retry: (mail: LeasedMail, at: Date) => Promise<void>
  /** Notes why a mail will never go out, and forgets its text. */
  readonly giveUp: (mail: LeasedMail, reason: string) => Promise<void>
  /** When the oldest mail that waits was put into the queue; null when none waits. */
  readonly findOldestWaiting: () => Promise<Date | null>
  /** Removes mails that went out or were given up, put into the queue before a moment. */
  readonly deleteBefore: (before: Date) => Promise<void>
}

export function createMailStore(db: Db, onAdded: () => void = () => {}): MailStore {
  /** Ends a lease that is still one's own. */
  async function settle(mail: LeasedMail, data: { sentAt?: Date; failure?: string; text?: string; attemptAt?: Date }) {
    const where = { id: mail.id, attempts: mail.attempts, sentAt: null, failure: null }
    if (mail.userId === null && data.attemptAt === undefined) await db.mail.deleteMany({ where })
    else await db.mail.updateMany({ where, data })
  }
  return {
    async add(mail, now) {
      const data = [{ ...mail, createdAt: now, attemptAt: now }]
      const { count } = await db.mail.createMany({ data, skipDuplicates: true })
      if (count > 0) onAdded()
      return count > 0
    },
    async lease(now, until) {
      const [mail] = await db.$queryRaw<readonly LeasedMail[]>`
        UPDATE "users"."Mail" SET "attempts" = "attempts" + 1, "attemptAt" = ${until}::timestamptz
        WHERE "id" = (
          SELECT "id" FROM "users"."Mail"
          WHERE "sentAt" IS NULL AND "failure" IS NULL AND "attemptAt" <= ${now}::timestamptz
          ORDER BY "attemptAt" LIMIT 1 FOR UPDATE SKIP LOCKED
        )
        RETURNING "id", "key", "userId", "recipient", "subject", "text", "createdAt", "attempts"`
      return mail ?? null
    },
    noteSent: (mail, now) => settle(mail, { sentAt: now, text: '' }),
    retry: (mail, attemptAt) => settle(mail, { attemptAt }),
    giveUp: (mail, failure) => settle(mail, { failure, text: '' }),
    async findOldestWaiting() {
      const oldest = await db.mail.findFirst({
        where: { sentAt: null, failure: null },
        orderBy: { createdAt: 'asc' },
        select: { createdAt: true },
      })
      return oldest?.createdAt ?? null
    },
    async deleteBefore(before) {
      await db.mail.deleteMany({
        where: { createdAt: { lt: before }, OR: [{ sentAt: { not: null } }, { failure: { not: null } }] },
      })
    },
  }
}
