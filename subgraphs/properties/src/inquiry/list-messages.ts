import type { Context } from '../context.ts'
import type { Services } from '../services.ts'
import { cutPage, type Page } from './cut-page.ts'
import type { Inquiry, InquiryMessage } from './inquiry.ts'
import { readPage } from './read-page.ts'

/** A page of a conversation. */
export interface MessagePage extends Page<InquiryMessage> {
  readonly count: () => Promise<number>
}

/** Messages of a conversation that the viewer may read, newest first. BAD_USER_INPUT with every problem at once. */
export async function listMessages(
  { cursors }: Pick<Services, 'cursors'>,
  { id }: Inquiry,
  given: { readonly first?: number | null; readonly after?: string | null },
  context: Context,
): Promise<MessagePage> {
  const order = `MESSAGE:${id}`
  const page = readPage(cursors, order, given)
  const after = page.after && { createdAt: page.after.at, id: page.after.id }
  const found = await context.messages.load({ inquiryId: id, limit: page.size + 1, after })
  return {
    ...cutPage(found, page, { cursors, order, timeOf: ({ createdAt }) => createdAt }),
    count: async () => (await context.messageCounts.load(id)).total,
  }
}
