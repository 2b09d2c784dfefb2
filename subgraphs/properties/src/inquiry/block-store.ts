import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'

/** Somebody who is blocked. */
export interface Block {
  readonly blockedId: string
  readonly createdAt: Date
}

/** Who does not want to hear of whom. */
export interface BlockStore {
  /** False when the person blocks `limit` others already. */
  readonly add: (userId: string, blockedId: string, limit: number, now: Date) => Promise<boolean>
  /** Whether there was such a block. */
  readonly remove: (userId: string, blockedId: string) => Promise<boolean>
  /** The latest first. */
  readonly list: (userId: string, limit: number) => Promise<Block[]>
  /** Those of the others whom this person blocks. */
  readonly findAmong: (userId: string, otherIds: readonly string[]) => Promise<string[]>
  /** Who of two blocks the other: nobody, or the first to be named where both do. */
  readonly findBetween: (db: Db, oneId: string, otherId: string) => Promise<string | null>
}

export function createBlockStore(client: PrismaClient): BlockStore {
  return {
    add: (userId, blockedId, limit, now) =>
      client.$transaction(
        async (db) => {
          await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`blocks:${userId}`}, 0))`
          const isThere = (await db.inquiryBlock.count({ where: { userId, blockedId } })) > 0
          if (isThere) return true
          if ((await db.inquiryBlock.count({ where: { userId } })) >= limit) return false
          await db.inquiryBlock.create({ data: { userId, blockedId, createdAt: now } })
          return true
        },
        { maxWait: 20_000, timeout: 20_000 },
      ),
    async remove(userId, blockedId) {
      return (await client.inquiryBlock.deleteMany({ where: { userId, blockedId } })).count > 0
    },
    list: (userId, limit) =>
      client.inquiryBlock.findMany({
        where: { userId },
        select: { blockedId: true, createdAt: true },
        orderBy: [{ createdAt: 'desc' }, { blockedId: 'desc' }],
        take: limit,
      }),
    async findAmong(userId, otherIds) {
      const where = { userId, blockedId: { in: [...otherIds] } }
      return (await client.inquiryBlock.findMany({ where, select: { blockedId: true } })).map(
        ({ blockedId }) => blockedId,
      )
    },
    async findBetween(db, oneId, otherId) {
      const rows = await db.inquiryBlock.findMany({
        where: {
          OR: [
            { userId: oneId, blockedId: otherId },
            { userId: otherId, blockedId: oneId },
          ],
        },
        select: { userId: true },
      })
      return rows.find(({ userId }) => userId === oneId)?.userId ?? rows[0]?.userId ?? null
    },
  }
}
