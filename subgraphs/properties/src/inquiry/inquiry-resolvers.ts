import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Resolvers } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { canSee } from '../listing/visibility.ts'
import { newId } from '../new-id.ts'
import { requirePerson } from '../require-person.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import { createNoInquiry, findOwnInquiry, findReadableInquiry } from './find-inquiry.ts'
import { followInquiries } from './follow-inquiries.ts'
import { hasLinks } from './has-links.ts'
import { otherOf } from './inquiry.ts'
import { listInquiries } from './list-inquiries.ts'
import { listMessages } from './list-messages.ts'
import { listReports } from './list-reports.ts'
import { replyToInquiry } from './reply-to-inquiry.ts'
import { sendInquiry } from './send-inquiry.ts'

const blocksMax = 500
const reasonLengthMax = 1_000

/** Conversations about listings, whom people block, complaints, and how owners answer. */
export function createInquiryResolvers(services: Services): Resolvers {
  const { inquiries, blocks, notices, reports, nowMs } = services
  return {
    Inquiry: {
      async property({ propertyId }, _arguments, context) {
        const listing = await context.listings.load(propertyId)
        return listing !== null && canSee(context.viewer, listing) ? listing : null
      },
      sender: ({ senderId }) => ({ id: senderId }),
      owner: ({ ownerId }) => ({ id: ownerId }),
      otherPerson(inquiry, _arguments, { viewer }) {
        const id = otherOf(inquiry, viewer?.id)
        return id === null ? null : { id }
      },
      unreadCount: async ({ id }, _arguments, context) => (await context.messageCounts.load(id)).unread,
      async isBlocked(inquiry, _arguments, context) {
        const otherId = otherOf(inquiry, context.viewer?.id)
        return otherId !== null && context.blocks.load(otherId)
      },
      messages: (inquiry, given, context) => listMessages(services, inquiry, given, context),
    },
    InquiryMessage: {
      author: ({ authorId }) => ({ id: authorId }),
      isOwn: ({ authorId }, _arguments, { viewer }) => viewer?.id === authorId,
      hasLinks: ({ text }) => hasLinks(text),
    },
    InquiryMessageConnection: { edges: ({ edges }) => [...edges], totalCount: ({ count }) => count() },
    InquiryConnection: {
      edges: ({ edges }) => [...edges],
      totalCount: ({ count }) => count(),
      unreadCount: ({ countUnread }) => countUnread(),
    },
    BlockedPerson: { user: ({ blockedId }) => ({ id: blockedId }), blockedAt: ({ createdAt }) => createdAt },
    InquiryReport: {
      async inquiry({ inquiryId }, _arguments, context) {
        const inquiry = await context.inquiries.load(inquiryId)
        // Gone with its listing since the complaint was read.
        if (inquiry === null) throw createNoInquiry()
        return inquiry
      },
      reporter: ({ reporterId }) => ({ id: reporterId }),
    },
    InquiryReportConnection: { edges: ({ edges }) => [...edges], totalCount: ({ count }) => count() },
    User: {
      __resolveReference: ({ id }) => ({ id }),
      responseStatistics: ({ id }, _arguments, context) => context.responses.load(id),
    },
    Query: {
      inquiry: (_root, { id }, context) => findReadableInquiry(services, id, context),
      inquiries: (_root, given, context) => listInquiries(services, given, requirePerson(context)),
      blockedPeople: (_root, _arguments, context) => blocks.list(requirePerson(context).id, blocksMax),
      inquiryReports(_root, given, context) {
        requireScope(context, 'properties:review')
        return listReports(services, given)
      },
    },
    Mutation: {
      sendInquiry: (_root, { input }, context) => sendInquiry(services, input, context),
      replyToInquiry: (_root, { input }, context) => replyToInquiry(services, input, context),
      async markInquiryRead(_root, { inquiryId, messageId = null }, context) {
        const { inquiry, userId } = await findOwnInquiry(services, inquiryId, context)
        const message = messageId ?? null
        const read = await inquiries.transact(async (db) => {
          const after =
            message === null || isUuid(message) ? await inquiries.markRead(db, inquiry, userId, message) : null
          const readAt = userId === after?.ownerId ? after.ownerReadAt : after?.senderReadAt
          if (after && readAt && readAt >= after.updatedAt) await notices.clear(db, after.id, userId)
          return after
        })
        if (read === null) throw createNoInquiry()
        context.messageCounts.clear(read.id)
        return read
      },
      async reportInquiry(_root, given, context) {
        const { inquiry, userId } = await findOwnInquiry(services, given.inquiryId, context)
        const reason = given.reason.trim()
        const problems = [
          ...(reason === '' ? [{ path: 'reason', reason: 'must not be empty.' }] : []),
          ...validateText(reason, reasonLengthMax, 'reason'),
        ]
        if (problems.length > 0) throw createInputError(problems)
        const report = { inquiryId: inquiry.id, reporterId: userId, reason }
        await reports.put(report, newId(nowMs()), new Date(nowMs()))
        return true
      },
      async resolveInquiryReport(_root, { id }, context) {
        const viewer = requireScope(context, 'properties:review')
        return isUuid(id) && reports.resolve(id, viewer.id, new Date(nowMs()))
      },
      async blockPerson(_root, { userId }, context) {
        const viewer = requirePerson(context)
        const path = 'userId'
        if (!isUuid(userId)) throw createInputError([{ path, reason: "must be a person's id." }])
        if (userId.toLowerCase() === viewer.id) throw createInputError([{ path, reason: 'is your own.' }])
        const isBlocked = await blocks.add(viewer.id, userId, blocksMax, new Date(nowMs()))
        if (!isBlocked)
          throw createInputError([{ path, reason: `would be one more than ${blocksMax}; unblock another one first.` }])
        context.blocks.clear(userId.toLowerCase())
        return true
      },
      async unblockPerson(_root, { userId }, context) {
        const viewer = requirePerson(context)
        context.blocks.clear(userId.toLowerCase())
        return isUuid(userId) && blocks.remove(viewer.id, userId)
      },
    },
    Subscription: {
      inquiryUpdated: {
        async *subscribe(_root, { inquiryId }, context) {
          for await (const inquiryUpdated of followInquiries(services, inquiryId ?? null, context))
            yield { inquiryUpdated }
        },
      },
    },
  }
}
