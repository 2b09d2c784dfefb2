/** A conversation as it is kept. */
export interface Inquiry {
  readonly id: string
  readonly propertyId: string
  /** The listing's title when it began. */
  readonly propertyTitle: string
  /** Who asked. */
  readonly senderId: string
  /** Whose listing it is. */
  readonly ownerId: string
  readonly createdAt: Date
  /** When its last message was sent. */
  readonly updatedAt: Date
  /** When the owner first answered. */
  readonly answeredAt: Date | null
  readonly senderReadAt: Date | null
  readonly ownerReadAt: Date | null
}

/** A message of a conversation. No two of one have the same time. */
export interface InquiryMessage {
  readonly id: string
  readonly inquiryId: string
  readonly authorId: string
  readonly text: string
  readonly createdAt: Date
}

/** Which of somebody's conversations: those begun, or those about own listings. */
export type InquiryDirection = 'SENT' | 'RECEIVED'

/** The other one of the two; null for whoever is neither. */
export function otherOf({ senderId, ownerId }: Inquiry, userId: string | undefined): string | null {
  if (userId === senderId) return ownerId
  return userId === ownerId ? senderId : null
}
