import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { StatisticsStore } from './activity/statistics-store.ts'
import type { ViewStore } from './activity/view-store.ts'
import type { AttributeStore } from './attribute/attribute-store.ts'
import type { AuditStore } from './attribute/audit-store.ts'
import type { Catalogue } from './attribute/create-catalogue.ts'
import type { MoveStore } from './attribute/move-store.ts'
import type { NewKeyStore } from './attribute/new-key-store.ts'
import type { ReviewStore } from './attribute/review-store.ts'
import type { ChangeStore } from './change/change-store.ts'
import type { CursorCodec } from './cursor/create-cursor-codec.ts'
import type { DeletionStore } from './deletion/deletion-store.ts'
import type { DuplicateStore } from './duplicate/duplicate-store.ts'
import type { ExportStore } from './export/export-store.ts'
import type { FavoriteStore } from './favorite/favorite-store.ts'
import type { JobBell } from './import/create-job-bell.ts'
import type { ImportStore } from './import/import-store.ts'
import type { BlockStore } from './inquiry/block-store.ts'
import type { InquiryStore } from './inquiry/inquiry-store.ts'
import type { MessageStore } from './inquiry/message-store.ts'
import type { NoticeStore } from './inquiry/notice-store.ts'
import type { ReportStore } from './inquiry/report-store.ts'
import type { ResponseStore } from './inquiry/response-store.ts'
import type { ListingPageStore } from './listing/listing-page-store.ts'
import type { ListingStore } from './listing/listing-store.ts'
import type { SummaryStore } from './listing/summary-store.ts'
import type { PhotoServices } from './photo/photo-services.ts'
import type { PlaceStore } from './place/place-store.ts'
import type { MatchFeed } from './saved-search/create-match-feed.ts'
import type { UnsubscribeCodec } from './saved-search/create-unsubscribe-codec.ts'
import type { MatchStore } from './saved-search/match-store.ts'
import type { SavedSearchStore } from './saved-search/saved-search-store.ts'

/** What the operations of this subgraph work with. */
export interface Services extends PhotoServices {
  readonly listings: ListingStore
  readonly pages: ListingPageStore
  readonly summaries: SummaryStore
  /** The same, kept until a listing changes; only for conditions on listings alone. */
  readonly keptSummaries: SummaryStore
  readonly attributes: AttributeStore
  readonly newKeys: NewKeyStore
  readonly catalogue: Catalogue
  readonly reviews: ReviewStore
  readonly audit: AuditStore
  readonly moves: MoveStore
  readonly changes: ChangeStore
  readonly places: PlaceStore
  readonly deletions: DeletionStore
  readonly duplicates: DuplicateStore
  readonly exports: ExportStore
  readonly favorites: FavoriteStore
  readonly savedSearches: SavedSearchStore
  readonly matches: MatchStore
  readonly matchFeed: MatchFeed
  readonly unsubscriptions: UnsubscribeCodec
  readonly imports: ImportStore
  readonly jobBell: JobBell
  readonly inquiries: InquiryStore
  readonly messages: MessageStore
  readonly blocks: BlockStore
  readonly notices: NoticeStore
  readonly reports: ReportStore
  readonly responses: ResponseStore
  /** Rings for a person when a message of theirs comes or goes. */
  readonly inquiryBell: JobBell
  /** To how many owners a person may begin to write in 24 hours. */
  readonly inquiriesPerDay: number
  readonly views: ViewStore
  readonly statistics: StatisticsStore
  readonly cursors: CursorCodec
  /** For how long a deleted listing can be restored. */
  readonly undoMs: number
  /** Where people are reached by mail, and questions are understood. */
  readonly router: RouterClient
  readonly logger: Logger
  readonly nowMs: () => number
}
