import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Context } from '../context.ts'
import type { ReplyToInquiryInput } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { checkBlocks } from './check-blocks.ts'
import { findOwnInquiry } from './find-inquiry.ts'
import type { Inquiry } from './inquiry.ts'
import { noticeTimes } from './notify-inquiries.ts'
import { readMessage } from './read-message.ts'

/** Writes to the other person of a conversation, also when its listing cannot be seen any more. The same mutation key sends one message. */
export async function replyToInquiry(
  services: Pick<Services, 'inquiries' | 'blocks' | 'notices' | 'inquiryBell' | 'nowMs'>,
  input: ReplyToInquiryInput,
  context: Context,
): Promise<Inquiry> {
  const { inquiries, notices, inquiryBell } = services
  const { inquiry, userId, otherId } = await findOwnInquiry(services, input.inquiryId, context)
  const { problems, ...message } = readMessage(input)
  if (problems.length > 0) throw createInputError(problems)
  const answered = await inquiries.transact(async (db) => {
    await inquiries.lockAuthor(db, userId)
    const sent = message.mutationKey && (await inquiries.findByKey(db, userId, message.mutationKey))
    if (sent) return sent
    await checkBlocks(db, services.blocks, userId, otherId)
    const told = await inquiries.addMessage(db, inquiry, { ...message, authorId: userId }, new Date(services.nowMs()))
    await notices.note(db, { inquiryId: told.id, userId: otherId, at: told.updatedAt }, noticeTimes)
    return told
  })
  inquiryBell.ring(userId)
  inquiryBell.ring(otherId)
  return answered
}
