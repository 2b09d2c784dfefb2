import type { StandardStatus } from '../listing/listing.ts'

/**
 * Where a listing's offer is made to others, or a reviewer has the say: its owner offers it no second time. Drafts may be
 * equal, and what expired or was withdrawn may be made anew.
 */
export const offeredStatuses: readonly StandardStatus[] = ['PENDING_REVIEW', 'ACTIVE', 'UNDER_CONTRACT', 'REJECTED']
