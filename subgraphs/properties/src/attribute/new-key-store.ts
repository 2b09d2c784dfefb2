import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Db } from '../db.ts'
import type { AttributeDefinition } from './attribute.ts'
import { writeKeys } from './write-keys.ts'

/** How many keys that nobody has used before an account may bring. */
export interface NewKeyLimits {
  /** In 24 hours. */
  readonly perDay: number
  /** While they wait for review. */
  readonly waiting: number
}

/** What an account may still bring, and why no more. */
export interface KeyAllowance {
  readonly left: number
  readonly reason: string
}

/** Keys that nobody has used before, as accounts bring them. Who reviews keys brings as many as they like. */
export interface NewKeyStore {
  readonly findAllowance: (viewer: Viewer, now: Date) => Promise<KeyAllowance>
  /** The same, exact: until the transaction ends nobody else brings a key for that account. Before any other lock. */
  readonly takeAllowance: (db: Db, viewer: Viewer, now: Date) => Promise<KeyAllowance>
  /** Adds keys; one that somebody else has brought meanwhile stays theirs. */
  readonly add: (db: Db, definitions: readonly AttributeDefinition[], viewer: Viewer, now: Date) => Promise<void>
}

const dayMs = 24 * 60 * 60_000
const unlimited: KeyAllowance = { left: Number.POSITIVE_INFINITY, reason: '' }

export function createNewKeyStore(client: PrismaClient, limits: NewKeyLimits): NewKeyStore {
  async function findAllowance(viewer: Viewer, now: Date, db: Db = client): Promise<KeyAllowance> {
    if (hasScope(viewer, 'attributes:review')) return unlimited
    const [row] = await db.$queryRaw<{ today: number; waiting: number; first: Date | null }[]>`
      SELECT (count(*) FILTER (WHERE "isToday"))::int AS "today", (count(*) FILTER (WHERE "status" = 'NEW'))::int AS "waiting",
        min("createdAt") FILTER (WHERE "isToday") AS "first"
      FROM (
        SELECT "status", "createdAt", "createdAt" > ${new Date(now.getTime() - dayMs)}::timestamptz AS "isToday"
        FROM "properties"."AttributeDefinition" WHERE "broughtBy" = ${viewer.id}
      ) AS brought`
    const { today, waiting, first } = row ?? { today: 0, waiting: 0, first: null }
    const lefts = { day: Math.max(0, limits.perDay - today), review: Math.max(0, limits.waiting - waiting) }
    if (lefts.review <= lefts.day)
      return {
        left: lefts.review,
        reason: `is a new key, and ${limits.waiting} of yours may wait for review at a time: use one of attributeCatalog.`,
      }
    const again = new Date((first ?? now).getTime() + dayMs).toISOString()
    return {
      left: lefts.day,
      reason: `is a new key, and you may bring ${limits.perDay} in 24 hours: use one of attributeCatalog, or try again after ${again}.`,
    }
  }

  return {
    findAllowance: (viewer, now) => findAllowance(viewer, now),
    async takeAllowance(db, viewer, now) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`keys:${viewer.id}`}, 0))`
      return findAllowance(viewer, now, db)
    },
    add: (db, definitions, viewer, now) => writeKeys(db, definitions, { broughtBy: viewer.id, createdAt: now }),
  }
}
