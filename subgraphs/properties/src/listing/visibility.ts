import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { isUuid } from '../is-uuid.ts'
import { type Listing, type StandardStatus, standardStatuses } from './listing.ts'

/**
 * THE visibility rule, as a predicate and, below, as SQL: everyone sees ACTIVE listings, owners also their own,
 * `properties:review` everything; nobody sees a deleted one. What may not be seen is null, uncounted and unfaceted,
 * however it is reached.
 */
export function canSee(
  viewer: Viewer | null,
  listing: Pick<Listing, 'standardStatus' | 'ownerId' | 'deletedAt'>,
): boolean {
  if (listing.deletedAt !== null) return false
  return listing.standardStatus === 'ACTIVE' || viewer?.id === listing.ownerId || hasScope(viewer, 'properties:review')
}

/** The same rule as a condition on the rows of `"Property"` under this alias. */
export function visibleSql(viewer: Viewer | null, alias = 'p'): Prisma.Sql {
  const isThere = Prisma.raw(`"${alias}"."deletedAt" IS NULL`)
  if (hasScope(viewer, 'properties:review')) return Prisma.sql`${isThere}`
  const isPublic = Prisma.raw(`"${alias}"."standardStatus" = 'ACTIVE'`)
  if (viewer === null || !isUuid(viewer.id)) return Prisma.sql`${isThere} AND ${isPublic}`
  return Prisma.sql`${isThere} AND (${isPublic} OR ${Prisma.raw(`"${alias}"."ownerId"`)} = ${viewer.id}::uuid)`
}

/**
 * The same rule in parts of which each visible listing meets exactly one: each by one status or one owner, so that an index
 * serves each. `statuses` leaves out the others; all when null.
 */
export function visibleParts(viewer: Viewer | null, statuses: readonly string[] | null): Prisma.Sql[] {
  const isWanted = (status: StandardStatus) => statuses === null || statuses.includes(status)
  const wanted = standardStatuses.filter(isWanted)
  if (hasScope(viewer, 'properties:review')) return wanted.map(hasStatus)
  const isPublic = isWanted('ACTIVE') ? [hasStatus('ACTIVE')] : []
  if (viewer === null || !isUuid(viewer.id) || wanted.every((status) => status === 'ACTIVE')) return isPublic
  const isOwn = Prisma.sql`p."ownerId" = ${viewer.id}::uuid AND p."standardStatus" <> 'ACTIVE'`
  return [...isPublic, Prisma.sql`(p."deletedAt" IS NULL AND ${isOwn})`]
}

function hasStatus(status: StandardStatus): Prisma.Sql {
  // Written out: a parameter would have the planner guess.
  return Prisma.raw(`(p."deletedAt" IS NULL AND p."standardStatus" = '${status}')`)
}
