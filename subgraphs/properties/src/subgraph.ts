import { setMaxListeners } from 'node:events'
import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createWorkLimit } from '@ree-ai/kit/turns/create-work-limit'
import type { Registry } from 'prom-client'
import { createActivityResolvers } from './activity/activity-resolvers.ts'
import { createActivityLoaders } from './activity/create-activity-loaders.ts'
import { createEngagementStore } from './activity/engagement-store.ts'
import { createForgetViewsJob } from './activity/forget-views.ts'
import { createEngagementJob } from './activity/measure-engagement.ts'
import { createStatisticsStore } from './activity/statistics-store.ts'
import { createViewStore } from './activity/view-store.ts'
import { createAttributeResolvers } from './attribute/attribute-resolvers.ts'
import { createAttributeStore } from './attribute/attribute-store.ts'
import { createAuditStore } from './attribute/audit-store.ts'
import { createUsageJob } from './attribute/count-usage.ts'
import { createAttributeLoaders } from './attribute/create-attribute-loaders.ts'
import { createCatalogue } from './attribute/create-catalogue.ts'
import { createReviewJob } from './attribute/follow-reviews.ts'
import { createMoveStore } from './attribute/move-store.ts'
import { createNewKeyStore, type NewKeyLimits } from './attribute/new-key-store.ts'
import { createReviewStore } from './attribute/review-store.ts'
import { createUsageStore } from './attribute/usage-store.ts'
import { createChangeResolvers } from './change/change-resolvers.ts'
import { createChangeStore } from './change/change-store.ts'
import { keepUntilChange } from './change/keep-until-change.ts'
import type { Context } from './context.ts'
import { createCursorCodec } from './cursor/create-cursor-codec.ts'
import { createDeletionResolvers } from './deletion/deletion-resolvers.ts'
import { createDeletionStore } from './deletion/deletion-store.ts'
import { createPurgeJob } from './deletion/purge-listings.ts'
import { createDuplicateLoaders } from './duplicate/create-duplicate-loaders.ts'
import { createDuplicateResolvers } from './duplicate/duplicate-resolvers.ts'
import { createDuplicateStore } from './duplicate/duplicate-store.ts'
import { createSigningJob } from './duplicate/sign-listings.ts'
import { createErasureResolvers } from './erasure/erasure-resolvers.ts'
import { createErasureStore } from './erasure/erasure-store.ts'
import { createErasureJob } from './erasure/follow-erasures.ts'
import { createPersonalStore } from './erasure/personal-store.ts'
import { createExportResolvers } from './export/export-resolvers.ts'
import { createExportStore } from './export/export-store.ts'
import { createFavoriteResolvers } from './favorite/favorite-resolvers.ts'
import { createFavoriteStore } from './favorite/favorite-store.ts'
import { createJobBell } from './import/create-job-bell.ts'
import { createImportResolvers } from './import/import-resolvers.ts'
import { createImportStore } from './import/import-store.ts'
import { createBlockStore } from './inquiry/block-store.ts'
import { createInquiryLoaders } from './inquiry/create-inquiry-loaders.ts'
import { createInquiryResolvers } from './inquiry/inquiry-resolvers.ts'
import { createInquiryStore } from './inquiry/inquiry-store.ts'
import { createMessageStore } from './inquiry/message-store.ts'
import { createNoticeStore } from './inquiry/notice-store.ts'
import { createNoticeJob } from './inquiry/notify-inquiries.ts'
import { createReportStore } from './inquiry/report-store.ts'
import { createResponseStore } from './inquiry/response-store.ts'
import { createJobMetrics } from './jobs/create-job-metrics.ts'
import type { Job } from './jobs/job.ts'
import { createJobLeaseStore } from './jobs/job-lease-store.ts'
import { runJob } from './jobs/run-job.ts'
import { createExpiryJob } from './listing/expire-listings.ts'
import { createExpiryStore } from './listing/expiry-store.ts'
import { keepSummaries } from './listing/keep-summaries.ts'
import { createListingPageStore } from './listing/listing-page-store.ts'
import { createListingResolvers } from './listing/listing-resolvers.ts'
import { createListingStore } from './listing/listing-store.ts'
import { createSummaryStore } from './listing/summary-store.ts'
import { createLoaders } from './loaders.ts'
import { addPhotoRoutes } from './photo/add-photo-routes.ts'
import { createPhotoCleanJob } from './photo/clean-photos.ts'
import { createMemoryStorage } from './photo/create-memory-storage.ts'
import { createPhotoSigner } from './photo/create-photo-signer.ts'
import { createPhotoResolvers } from './photo/photo-resolvers.ts'
import type { PhotoStorage } from './photo/photo-storage.ts'
import { createPhotoStore } from './photo/photo-store.ts'
import { removePhoto } from './photo/remove-photo.ts'
import { keepPlaces } from './place/keep-places.ts'
import { createPlaceResolvers } from './place/place-resolvers.ts'
import { createPlaceStore } from './place/place-store.ts'
import { createMatchFeed } from './saved-search/create-match-feed.ts'
import { createUnsubscribeCodec } from './saved-search/create-unsubscribe-codec.ts'
import { createDigestStore } from './saved-search/digest-store.ts'
import { createForgetMatchesJob } from './saved-search/forget-matches.ts'
import { createMatchingJob } from './saved-search/match-searches.ts'
import { createMatchStore } from './saved-search/match-store.ts'
import { createSavedSearchResolvers } from './saved-search/saved-search-resolvers.ts'
import { createSavedSearchStore } from './saved-search/saved-search-store.ts'
import { createDigestJob } from './saved-search/send-digests.ts'
import { createUnderstandingJob } from './saved-search/understand-searches.ts'
import { scalars } from './scalars.ts'
import type { Services } from './services.ts'

/** What this service may do at the router. */
export const propertiesScopes = ['mail:send', 'users:sync'] as const

/** What the properties subgraph needs from outside. */
export interface PropertiesDependencies {
  readonly client: PrismaClient
  /** Where people are reached by mail, and questions are understood. */
  readonly router: RouterClient
  /** Sign cursors: the first signs, all are accepted. */
  readonly secrets: readonly string[]
  readonly logger: Logger
  /** For how many days a deleted listing can be restored; 30 when left out. */
  readonly undoDays?: number
  /** To how many owners a person may begin to write in 24 hours; 20 when left out. */
  readonly inquiriesPerDay?: number
  /** For how many days matches of saved searches are kept; 180 when left out. */
  readonly matchesKeptDays?: number
  /** How many new attribute keys an account may bring; 100 a day and 200 waiting when left out. */
  readonly newKeyLimits?: NewKeyLimits
  /** The page that links in mails lead to, with `{action}` and `{token}`; mails show ids without it. */
  readonly appUrl?: string | null
  /** Where this subgraph counts its background jobs. */
  readonly registry: Registry
  /** Where the bytes of uploaded pictures lie; in memory when left out. */
  readonly photoStorage?: PhotoStorage
  /** Where clients reach the router, without a slash at the end; http://localhost:4000 when left out. */
  readonly readPublicUrl?: () => string
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** The properties subgraph: listings with their open-ended attributes, places, import, and the log of what changed. */
export function createProperties(deps: PropertiesDependencies): Subgraph<Context> {
  const { client, nowMs } = deps
  const attributes = createAttributeStore(client)
  const matches = createMatchStore(client)
  const summaries = createSummaryStore(client)
  const changes = createChangeStore(client)
  const services: Services = {
    listings: createListingStore(client),
    pages: createListingPageStore(client),
    summaries,
    keptSummaries: keepSummaries(summaries, keepUntilChange({ changes, nowMs })),
    attributes,
    newKeys: createNewKeyStore(client, deps.newKeyLimits ?? { perDay: 100, waiting: 200 }),
    catalogue: createCatalogue(attributes, nowMs),
    reviews: createReviewStore(client),
    audit: createAuditStore(client),
    moves: createMoveStore(client, attributes.findMany),
    changes,
    places: keepPlaces(createPlaceStore(client), keepUntilChange({ changes, nowMs })),
    deletions: createDeletionStore(client),
    duplicates: createDuplicateStore(client),
    exports: createExportStore(client),
    favorites: createFavoriteStore(client),
    savedSearches: createSavedSearchStore(client),
    matches,
    matchFeed: createMatchFeed(matches, deps),
    unsubscriptions: createUnsubscribeCodec(deps.secrets),
    imports: createImportStore(client),
    jobBell: createJobBell(),
    inquiries: createInquiryStore(client),
    messages: createMessageStore(client),
    blocks: createBlockStore(client),
    notices: createNoticeStore(client),
    reports: createReportStore(client),
    responses: createResponseStore(client),
    inquiryBell: createJobBell(),
    inquiriesPerDay: deps.inquiriesPerDay ?? 20,
    views: createViewStore(client),
    statistics: createStatisticsStore(client),
    cursors: createCursorCodec(deps.secrets),
    photos: createPhotoStore(client),
    photoStorage: deps.photoStorage ?? createMemoryStorage(),
    photoSigner: createPhotoSigner(deps.secrets),
    // A big picture takes a second of a core and 200 MB.
    photoWork: createWorkLimit({ runningMax: 2, waitingMax: 14, what: 'pictures', retryAfterSeconds: 5 }),
    readPublicUrl: deps.readPublicUrl ?? (() => 'http://localhost:4000'),
    undoMs: (deps.undoDays ?? 30) * 24 * 60 * 60_000,
    router: deps.router,
    logger: deps.logger,
    nowMs,
  }
  const parts = [
    createListingResolvers(services),
    createAttributeResolvers(services),
    createPlaceResolvers(services),
    createChangeResolvers(services),
    createImportResolvers(services),
    createFavoriteResolvers(services),
    createSavedSearchResolvers(services),
    createDeletionResolvers(services),
    createDuplicateResolvers(services),
    createExportResolvers(services),
    createInquiryResolvers(services),
    createActivityResolvers(services),
    createPhotoResolvers(services),
    createErasureResolvers({ personal: createPersonalStore(client), nowMs }),
  ]
  /** What goes on beside requests; each says how often, and on how many replicas. */
  const jobs: readonly Job[] = [
    createExpiryJob(createExpiryStore(client), deps),
    createUsageJob(createUsageStore(client), deps),
    createReviewJob(services.moves, deps),
    createMatchingJob(services),
    createUnderstandingJob(services),
    createDigestJob({ ...services, digests: createDigestStore(client), appUrl: deps.appUrl ?? null }),
    createForgetMatchesJob({ ...services, matchesKeptMs: (deps.matchesKeptDays ?? 180) * 24 * 60 * 60_000 }),
    createNoticeJob(services),
    createForgetViewsJob(services.views, deps),
    createEngagementJob(createEngagementStore(client), deps),
    createErasureJob({
      ...services,
      erasures: createErasureStore(client),
      removeObject: (objectKey) => removePhoto(services.photoStorage, objectKey),
    }),
    createSigningJob(services.duplicates),
    createPhotoCleanJob(services),
    createPurgeJob(services.deletions, { undoMs: services.undoMs, logger: deps.logger, nowMs }),
  ]
  const jobDeps = {
    leases: createJobLeaseStore(client),
    metrics: createJobMetrics(deps.registry),
    logger: deps.logger,
    nowMs,
  }
  return {
    name: 'properties',
    typeDefs: loadSchema(new URL('./schema.graphql', import.meta.url)),
    resolvers: {
      ...Object.assign({}, ...parts),
      ...scalars,
      Property: Object.assign({}, ...parts.map(({ Property }) => Property)),
      User: Object.assign({}, ...parts.map(({ User }) => User)),
      Query: Object.assign({}, ...parts.map(({ Query }) => Query)),
      Mutation: Object.assign({}, ...parts.map(({ Mutation }) => Mutation)),
      Subscription: Object.assign({}, ...parts.map(({ Subscription }) => Subscription)),
    },
    createContext: (request) => ({
      ...request,
      ...createLoaders(services, request.viewer),
      ...createInquiryLoaders(services, request.viewer),
      ...createActivityLoaders(services),
      ...createAttributeLoaders(services),
      ...createDuplicateLoaders(services, request.viewer),
    }),
    addRoutes: (server) => addPhotoRoutes(server, { ...services, secrets: deps.secrets }),
    async runInBackground(signal) {
      await services.catalogue.ready().catch((error: unknown) => {
        deps.logger.error({ err: error }, 'could not fill the attribute catalogue; trying again when it is needed')
      })
      // Each job listens in several places.
      setMaxListeners(0, signal)
      await Promise.all(jobs.map((job) => runJob(job, jobDeps, signal)))
    },
    // Ready means that the database answers and the catalogue is there.
    async checkReady() {
      await services.listings.ping()
      await services.catalogue.ready()
    },
  }
}
