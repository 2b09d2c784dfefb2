import type { Db } from '../db.ts'
import { type TokenPurpose, tokenLifetimeMs } from './account-token.ts'

/** A token that is good, and for what. */
export interface GoodToken {
  readonly userId: string
  /** The address that it was sent to. */
  readonly email: string
}

/** Tokens that were sent by mail. */
export interface AccountTokenStore {
  readonly add: (
    token: {
      readonly userId: string
      readonly email: string
      readonly purpose: TokenPurpose
      readonly tokenHash: string
    },
    now: Date,
  ) => Promise<void>
  /** How many were sent to somebody for a purpose since a moment. */
  readonly countSince: (userId: string, purpose: TokenPurpose, since: Date) => Promise<number>
  /** Null when it is unknown, used or expired. */
  readonly find: (tokenHash: string, purpose: TokenPurpose, now: Date) => Promise<GoodToken | null>
  /** As `find`, and uses it: of several at once one gets it. */
  readonly claim: (tokenHash: string, purpose: TokenPurpose, now: Date) => Promise<GoodToken | null>
  /** Uses up all that were sent to somebody. */
  readonly useAll: (userId: string, now: Date) => Promise<void>
  readonly deleteBefore: (before: Date) => Promise<void>
}

export function createAccountTokenStore(db: Db): AccountTokenStore {
  return {
    async add({ userId, email, purpose, tokenHash }, now) {
      const expiresAt = new Date(now.getTime() + tokenLifetimeMs[purpose])
      await db.accountToken.create({ data: { userId, email, purpose, tokenHash, createdAt: now, expiresAt } })
    },
    countSince: (userId, purpose, since) =>
      db.accountToken.count({ where: { userId, purpose, createdAt: { gt: since } } }),
    find: (tokenHash, purpose, now) =>
      db.accountToken.findFirst({
        where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
        select: { userId: true, email: true },
      }),
    async claim(tokenHash, purpose, now) {
      const [token] = await db.accountToken.updateManyAndReturn({
        where: { tokenHash, purpose, usedAt: null, expiresAt: { gt: now } },
        data: { usedAt: now },
        select: { userId: true, email: true },
      })
      return token ?? null
    },
    async useAll(userId, now) {
      await db.accountToken.updateMany({ where: { userId, usedAt: null }, data: { usedAt: now } })
    },
    async deleteBefore(before) {
      await db.accountToken.deleteMany({ where: { expiresAt: { lt: before } } })
    },
  }
}
