import DataLoader from 'dataloader'
import type { Services } from '../services.ts'
import type { AuditedReview } from './audit-store.ts'
import type { MoveProgress } from './move-store.ts'

/** What one request reads of reviewed keys, each kind in one statement. */
export interface AttributeLoaders {
  /** How far listings have followed the last review of a key; null when there was none. */
  readonly moveProgress: DataLoader<string, MoveProgress | null>
  /** The reviews of a key, newest first. */
  readonly attributeReviews: DataLoader<string, readonly AuditedReview[]>
}

export function createAttributeLoaders({ moves, audit }: Pick<Services, 'moves' | 'audit'>): AttributeLoaders {
  return {
    moveProgress: new DataLoader(async (keys) => {
      const byKey = new Map((await moves.findProgress(keys)).map((one) => [one.key, one]))
      return keys.map((key) => byKey.get(key) ?? null)
    }),
    attributeReviews: new DataLoader(async (keys) => {
      const byKey = new Map<string, AuditedReview[]>(keys.map((key) => [key, []]))
      for (const review of await audit.findMany(keys)) byKey.get(review.key)?.push(review)
      return keys.map((key) => byKey.get(key) ?? [])
    }),
  }
}
