import type { Db } from '../db.ts'
import type { Requester } from '../requester.ts'
import { sessionLifetimeMs } from './refresh-token.ts'

/** Why a session ended. */
export type EndReason =
  | 'SIGNED_OUT'
  | 'ENDED_BY_USER'
  | 'REFRESH_TOKEN_REUSED'
  | 'PASSWORD_CHANGED'
  | 'ROLE_CHANGED'
  | 'ACCOUNT_CLOSED'

export interface EndedSession {
  readonly id: string
  readonly endedAtMs: number
}

/** Where a session is used from, as far as the router tells. */
export type SessionOrigin = Pick<Requester, 'clientAddress' | 'device'>

export interface SessionStore {
  /** Starts a session with its first refresh token; returns its id. */
  readonly open: (userId: string, tokenHash: string, now: Date, origin: SessionOrigin) => Promise<string>
  /**
   * Marks a refresh token used. Of several at once one gets `CLAIMED`; the others, and whoever comes later,
   * `USED_BEFORE`.
   */
  readonly claimToken: (tokenHash: string, now: Date) => Promise<TokenClaim>
  /** Gives a live session its next refresh token and renews it. False when it has ended or expired. */
  readonly renew: (sessionId: string, tokenHash: string, now: Date, origin: SessionOrigin) => Promise<boolean>
  /** Ends a session; false when it had ended before. */
  readonly end: (sessionId: string, reason: EndReason, now: Date) => Promise<boolean>
  /** The live sessions of a user, the last used first. */
  readonly listLive: (userId: string, now: Date, countMax: number) => Promise<readonly LiveSession[]>
  /** Whose session it is; null when there is none. */
  readonly findOwner: (sessionId: string) => Promise<string | null>
  /** Whether a session is there and was not ended. */
  readonly isOpen: (sessionId: string) => Promise<boolean>
  /** Ends all live sessions of a user; how many there were. */
  readonly endAll: (userId: string, reason: EndReason, now: Date) => Promise<number>
  /** Sessions ended after a position, in the order of their ends. */
  readonly listEnded: (after: EndedSession, count: number) => Promise<readonly EndedSession[]>
  /** How many sessions have ended after a position. */
  readonly countEnded: (after: EndedSession) => Promise<number>
  /** Removes sessions that ended or expired before a moment, and refresh tokens used before it. */
  readonly deleteBefore: (before: Date) => Promise<void>
}

/** A session that can be gone on with. */
export interface LiveSession {
  readonly id: string
  /** The user agent that signed in; null when it did not say. */
  readonly device: string | null
  /** The client's address at the last use. */
  readonly address: string | null
  readonly createdAt: Date
  /** When it was begun or last renewed by its refresh token. */
  readonly lastUsedAt: Date
  readonly expiresAt: Date
}

export type TokenClaim =
  | { readonly outcome: 'CLAIMED' | 'USED_BEFORE'; readonly sessionId: string; readonly userId: string }
  | { readonly outcome: 'UNKNOWN' }

/** `onEnded` is told of each session that ends; inside a transaction before it is sure. */
export function createSessionStore(
  db: Db,
  onEnded: (sessions: readonly EndedSession[]) => void = () => {},
): SessionStore {
  return {
    async open(userId, tokenHash, now, { clientAddress, device }) {
      const { id } = await db.session.create({
        data: {
          userId,
          createdAt: now,
          lastUsedAt: now,
          expiresAt: new Date(now.getTime() + sessionLifetimeMs),
          device: device || null,
          address: clientAddress || null,
          tokens: { create: { tokenHash, createdAt: now } },
        },
        select: { id: true },
      })
      return id
    },
    async claimToken(tokenHash, now) {
      // The row's lock makes a second claim wait for the first, and then find the token used.
      const { count } = await db.refreshToken.updateMany({ where: { tokenHash, usedAt: null }, data: { usedAt: now } })
      const token = await db.refreshToken.findUnique({
        where: { tokenHash },
        select: { sessionId: true, session: { select: { userId: true } } },
      })
      if (token === null) return { outcome: 'UNKNOWN' }
      const outcome = count === 1 ? 'CLAIMED' : 'USED_BEFORE'
      return { outcome, sessionId: token.sessionId, userId: token.session.userId }
    },
    async renew(sessionId, tokenHash, now, { clientAddress }) {
      const { count } = await db.session.updateMany({
        where: { id: sessionId, endedAt: null, expiresAt: { gt: now } },
        data: {
          lastUsedAt: now,
          expiresAt: new Date(now.getTime() + sessionLifetimeMs),
          address: clientAddress || undefined,
        },
      })
      if (count === 0) return false
      await db.refreshToken.create({ data: { sessionId, tokenHash, createdAt: now } })
      return true
    },
    async end(sessionId, endReason, now) {
      const { count } = await db.session.updateMany({
        where: { id: sessionId, endedAt: null },
        data: { endedAt: now, endReason },
      })
      if (count === 1) onEnded([{ id: sessionId, endedAtMs: now.getTime() }])
      return count === 1
    },
    async isOpen(id) {
      return (await db.session.count({ where: { id, endedAt: null } })) > 0
    },
    async endAll(userId, endReason, now) {
      const ended = await db.session.updateManyAndReturn({
        where: { userId, endedAt: null, expiresAt: { gt: now } },
        data: { endedAt: now, endReason },
        select: { id: true },
      })
      if (ended.length > 0) onEnded(ended.map(({ id }) => ({ id, endedAtMs: now.getTime() })))
      return ended.length
    },
    listLive: (userId, now, countMax) =>
      db.session.findMany({
        where: { userId, endedAt: null, expiresAt: { gt: now } },
        orderBy: [{ lastUsedAt: 'desc' }, { id: 'desc' }],
        take: countMax,
        omit: { endedAt: true, endReason: true, userId: true },
      }),
    async findOwner(sessionId) {
      const session = await db.session.findUnique({ where: { id: sessionId }, select: { userId: true } })
      return session?.userId ?? null
    },
    async listEnded(after, count) {
      const rows = await db.session.findMany({
        where: isAfter(after),
        orderBy: [{ endedAt: 'asc' }, { id: 'asc' }],
        take: count,
        select: { id: true, endedAt: true },
      })
      return rows.flatMap((row) => (row.endedAt === null ? [] : [{ id: row.id, endedAtMs: row.endedAt.getTime() }]))
    },
    countEnded: (after) => db.session.count({ where: isAfter(after) }),
    async deleteBefore(before) {
      await db.session.deleteMany({ where: { OR: [{ endedAt: { lt: before } }, { expiresAt: { lt: before } }] } })
      await db.refreshToken.deleteMany({ where: { usedAt: { lt: before } } })
    },
  }
}

/** Ended at a later time, or at the same with a higher id: the order of `listEnded`. */
function isAfter({ endedAtMs, id }: EndedSession) {
  const endedAt = new Date(endedAtMs)
  return { OR: [{ endedAt: { gt: endedAt } }, { endedAt, id: { gt: id } }] }
}
