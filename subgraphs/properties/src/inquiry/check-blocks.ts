import { createError } from '@ree-ai/kit/errors/create-error'
import type { Db } from '../db.ts'
import type { BlockStore } from './block-store.ts'

/** FORBIDDEN when one of two blocks the other. */
export async function checkBlocks(db: Db, blocks: BlockStore, authorId: string, otherId: string): Promise<void> {
  const blocker = await blocks.findBetween(db, authorId, otherId)
  if (blocker === authorId) throw createError('FORBIDDEN', 'You block this person; end that before you write.')
  if (blocker !== null) throw createError('FORBIDDEN', 'This person takes no messages from you.')
}
