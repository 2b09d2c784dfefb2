import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Services } from '../services.ts'
import { cutPage, type Page } from './cut-page.ts'
import type { Inquiry, InquiryDirection } from './inquiry.ts'
import { readPage } from './read-page.ts'

/** A page of conversations; counts are only asked when they are wanted. */
export interface InquiryPage extends Page<Inquiry> {
  readonly count: () => Promise<number>
  readonly countUnread: () => Promise<number>
}

/** The viewer's conversations, the latest message first. BAD_USER_INPUT with every problem at once. */
export async function listInquiries(
  { inquiries, cursors }: Pick<Services, 'inquiries' | 'cursors'>,
  given: { readonly direction: InquiryDirection; readonly first?: number | null; readonly after?: string | null },
  { id: userId }: Viewer,
): Promise<InquiryPage> {
  const { direction } = given
  const order = `INQUIRY:${direction}`
  const page = readPage(cursors, order, given)
  const after = page.after && { updatedAt: page.after.at, id: page.after.id }
  const found = await inquiries.findPage(userId, direction, after, page.size + 1)
  return {
    ...cutPage(found, page, { cursors, order, timeOf: ({ updatedAt }) => updatedAt }),
    count: () => inquiries.count(userId, direction),
    countUnread: () => inquiries.countUnread(userId, direction),
  }
}
