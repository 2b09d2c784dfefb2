import { judgeText } from '../spam/judge-text.ts'
import { hashText } from './hash-text.ts'
import type { ListingContent } from './listing.ts'

const reasonMax = 500

/**
 * Why a listing waits for a reviewer instead of being published, in at most 500 characters; null when it does not: its text
 * looks like spam, and is not the one that a reviewer approved before.
 */
export function findHold(content: ListingContent, approvedTextHash: string | null): string | null {
  const { isHeld, signs } = judgeText(content)
  if (!isHeld || hashText(content) === approvedTextHash) return null
  return `Held for a reviewer: ${signs.map(({ path, reason }) => `${path} ${reason}`).join(' ')}`.slice(0, reasonMax)
}
