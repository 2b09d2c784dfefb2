import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { isUuid } from '../is-uuid.ts'
import type { Listing } from './listing.ts'

/**
 * THE visibility rule, as a predicate and, below, as SQL: everyone sees ACTIVE listings, owners also their own,
 * `properties:review` everything. What may not be seen is null, uncounted and unfaceted, however it is reached.
 */
export function canSee(viewer: Viewer | null, listing: Pick<Listing, 'standardStatus' | 'ownerId'>): boolean {
  return listing.standardStatus === 'ACTIVE' || viewer?.id === listing.ownerId || hasScope(viewer, 'properties:review')
}

/** The same rule as a condition on the rows of `"Property"` under this alias. */
export function visibleSql(viewer: Viewer | null, alias = 'p'): Prisma.Sql {
  if (hasScope(viewer, 'properties:review')) return Prisma.sql`TRUE`
  const isPublic = Prisma.sql`${Prisma.raw(`"${alias}"."standardStatus"`)} = 'ACTIVE'`
  if (viewer === null || !isUuid(viewer.id)) return isPublic
  return Prisma.sql`(${isPublic} OR ${Prisma.raw(`"${alias}"."ownerId"`)} = ${viewer.id}::uuid)`
}
