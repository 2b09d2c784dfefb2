import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { recordActivity } from '../activity/record-activity.ts'
import type { Context } from '../context.ts'
import type { Db } from '../db.ts'
import { findVisible } from '../favorite/add-favorite.ts'
import type { SendInquiryInput } from '../generated/resolvers.ts'
import type { Listing } from '../listing/listing.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import { checkBlocks } from './check-blocks.ts'
import type { Inquiry } from './inquiry.ts'
import { noticeTimes } from './notify-inquiries.ts'
import { type GivenMessage, readMessage } from './read-message.ts'

const dayMs = 24 * 60 * 60_000
/** One text may go to this many owners within a week. */
const sameTextOwnersMax = 5
const sameTextMs = 7 * dayMs

/**
 * Writes to the owner of a published listing that the viewer sees; a second time it goes on with the same conversation. The
 * same mutation key sends one message. Message, counts and the mail that is due are one transaction.
 */
export async function sendInquiry(
  services: Pick<Services, 'inquiries' | 'blocks' | 'notices' | 'inquiryBell' | 'inquiriesPerDay' | 'nowMs'>,
  input: SendInquiryInput,
  context: Context,
): Promise<Inquiry> {
  const viewer = requirePerson(context)
  const listing = await findVisible(context, input.propertyId)
  const { problems: messageProblems, ...message } = readMessage(input)
  const problems = [...checkListing(listing, viewer.id), ...messageProblems]
  if (problems.length > 0) throw createInputError(problems)
  const now = new Date(services.nowMs())
  const { inquiries, notices, inquiryBell } = services

  const inquiry = await inquiries.transact(async (db) => {
    await inquiries.lockAuthor(db, viewer.id)
    const sent = message.mutationKey && (await inquiries.findByKey(db, viewer.id, message.mutationKey))
    if (sent) return sent
    await checkBlocks(db, services.blocks, viewer.id, listing.ownerId)
    await checkSpam(db, services, { message, authorId: viewer.id, ownerId: listing.ownerId }, now)
    const thread = (await inquiries.findThread(db, listing.id, viewer.id)) ?? (await begin(db))
    const told = await inquiries.addMessage(db, thread, { ...message, authorId: viewer.id }, now)
    await notices.note(db, { inquiryId: told.id, userId: told.ownerId, at: told.updatedAt }, noticeTimes)
    return told
  })
  inquiryBell.ring(inquiry.senderId)
  inquiryBell.ring(inquiry.ownerId)
  return inquiry

  async function begin(db: Db): Promise<Inquiry> {
    const begun = await inquiries.findBegun(db, viewer.id, new Date(now.getTime() - dayMs), services.inquiriesPerDay)
    const oldest = begun.at(-1)
    if (begun.length >= services.inquiriesPerDay && oldest !== undefined)
      throw createError('RATE_LIMITED', `You may ask about ${services.inquiriesPerDay} listings a day.`, {
        retryAfterSeconds: Math.ceil((oldest.getTime() + dayMs - now.getTime()) / 1000),
      })
    const { id, title, ownerId } = listing
    const thread = { propertyId: id, propertyTitle: title, senderId: viewer.id, ownerId }
    const inquiry = await inquiries.begin(db, thread, now)
    if (inquiry === null) throw createError('NOT_FOUND', 'There is no such listing.')
    await recordActivity(db, id, 'inquiries', now)
    return inquiry
  }
}

function checkListing({ ownerId, standardStatus }: Listing, viewerId: string) {
  if (ownerId === viewerId) return [{ path: 'input.propertyId', reason: 'is a listing of your own.' }]
  return standardStatus === 'ACTIVE' ? [] : [{ path: 'input.propertyId', reason: 'is not published.' }]
}

async function checkSpam(
  db: Db,
  { inquiries }: Pick<Services, 'inquiries'>,
  sent: { readonly message: GivenMessage; readonly authorId: string; readonly ownerId: string },
  now: Date,
): Promise<void> {
  const told = { authorId: sent.authorId, text: sent.message.text, exceptOwnerId: sent.ownerId }
  const owners = await inquiries.countOwnersTold(db, told, new Date(now.getTime() - sameTextMs))
  if (owners < sameTextOwnersMax) return
  const reason = `is what you wrote to ${owners} other owners this week; write what you want to know of this one.`
  throw createInputError([{ path: 'input.message', reason }])
}
