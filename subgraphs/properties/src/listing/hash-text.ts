import { createHash } from 'node:crypto'
import type { ListingContent } from './listing.ts'

/** SHA-256 in hex of a listing's title and description: what a reviewer who approves it has read. */
export function hashText({ title, description }: Pick<ListingContent, 'title' | 'description'>): string {
  return createHash('sha256')
    .update(JSON.stringify([title, description]))
    .digest('hex')
}
