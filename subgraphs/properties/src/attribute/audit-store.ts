import type { Db } from '../db.ts'
import type { ReviewAction } from './review.ts'

/** A decision on a key, as the audit holds it. */
export interface AuditedReview {
  readonly key: string
  readonly action: ReviewAction
  readonly knownKey: string | null
  readonly reviewerId: string
  readonly note: string | null
  readonly reviewedAt: Date
}

/** The audit of reviews; the review store writes it. */
export interface AuditStore {
  /** Newest first, at most fifty a key. */
  readonly findMany: (keys: readonly string[]) => Promise<AuditedReview[]>
}

export function createAuditStore(client: Db): AuditStore {
  return {
    findMany: (keys) => client.$queryRaw<AuditedReview[]>`
      SELECT r."key", r."action", r."knownKey", r."reviewerId", r."note", r."reviewedAt"
      FROM unnest(${[...keys]}::text[]) AS asked("key") CROSS JOIN LATERAL (
        SELECT * FROM "properties"."AttributeReview" r WHERE r."key" = asked."key" ORDER BY r."reviewedAt" DESC, r."id" DESC LIMIT 50
      ) AS r`,
  }
}
