import type { Viewer } from '@ree-ai/kit/identity/viewer'
import DataLoader from 'dataloader'
import { isUuid } from '../is-uuid.ts'
import type { Services } from '../services.ts'
import type { Inquiry, InquiryMessage } from './inquiry.ts'
import type { MessageCounts, MessagePageKey } from './message-store.ts'
import type { ResponseStatistics } from './response-statistics.ts'

/** What one request reads of conversations by key, each kind in one statement. */
export interface InquiryLoaders {
  /** Any conversation, whoever may read it. */
  readonly inquiries: DataLoader<string, Inquiry | null>
  readonly messages: DataLoader<MessagePageKey, readonly InquiryMessage[], string>
  readonly messageCounts: DataLoader<string, MessageCounts>
  /** Whether the viewer blocks somebody. */
  readonly blocks: DataLoader<string, boolean>
  /** Whether the viewer asked about a listing and was answered. */
  readonly answers: DataLoader<string, boolean>
  /** Of an owner; null with too few to tell. */
  readonly responses: DataLoader<string, ResponseStatistics | null>
}

export function createInquiryLoaders(
  services: Pick<Services, 'inquiries' | 'messages' | 'blocks' | 'responses' | 'nowMs'>,
  viewer: Viewer | null,
): InquiryLoaders {
  const { inquiries, messages, blocks, responses, nowMs } = services
  const viewerId = viewer !== null && isUuid(viewer.id) ? viewer.id : null
  return {
    inquiries: new DataLoader(async (ids) => {
      const byId = new Map((await inquiries.findMany(ids)).map((inquiry) => [inquiry.id, inquiry]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
    messages: new DataLoader((pages) => messages.findPages(pages), {
      cacheKeyFn: ({ inquiryId, limit, after }) =>
        `${inquiryId}:${limit}:${after?.createdAt.getTime() ?? ''}:${after?.id ?? ''}`,
    }),
    messageCounts: new DataLoader(async (ids) => {
      const byId = new Map((await messages.count(ids, viewerId)).map((counts) => [counts.inquiryId, counts]))
      return ids.map((inquiryId) => byId.get(inquiryId) ?? { inquiryId, total: 0, unread: 0 })
    }),
    blocks: new DataLoader(async (ids) => {
      const found = new Set(viewerId === null ? [] : await blocks.findAmong(viewerId, ids))
      return ids.map((id) => found.has(id))
    }),
    answers: new DataLoader(async (ids) => {
      const found = new Set(viewerId === null ? [] : await inquiries.findAnswered(viewerId, ids))
      return ids.map((id) => found.has(id))
    }),
    responses: new DataLoader(async (ownerIds) => {
      const found = await responses.findMany(ownerIds.filter(isUuid), new Date(nowMs()))
      const byOwner = new Map(found.map(({ ownerId, statistics }) => [ownerId, statistics]))
      return ownerIds.map((id) => byOwner.get(id.toLowerCase()) ?? null)
    }),
  }
}
