import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Db } from '../db.ts'
import type { ListingContent, StandardStatus } from '../listing/listing.ts'
import { visibleSql } from '../listing/visibility.ts'
import { describeDuplicate } from './describe-duplicate.ts'
import { findCandidates } from './find-candidates.ts'
import { type Duplicate, matchCandidates } from './match-candidates.ts'
import { createOffer, type Offer } from './offer.ts'
import type { TextSignature } from './text-signature.ts'

/** A row of an import as it is going to be written. */
export interface BatchRow {
  readonly id: string
  readonly line: number
  readonly content: ListingContent
  readonly standardStatus: string
  readonly fingerprint: string
}

/** What an import is told of a row. */
export interface BatchDoubt {
  readonly line: number
  readonly layer: 'DUPLICATE'
  readonly path: 'row'
  readonly reason: string
  readonly propertyId: string | null
}

export interface CheckedBatch {
  /** Rows that are not to be written, by id. */
  readonly refusedIds: ReadonlySet<string>
  readonly refusals: readonly BatchDoubt[]
  readonly warnings: readonly BatchDoubt[]
  readonly signatures: ReadonlyMap<string, TextSignature>
}

interface Twin extends Offer {
  readonly id: string
  /** Of an earlier row of the batch; null for a listing that is there. */
  readonly line: number | null
}

/**
 * Which rows offer what is offered already: by their owner, by others (only what the importer may see), or by an earlier row
 * of the batch. At most one doubt a row, the strongest. One statement for the batch.
 */
export async function checkBatch(
  db: Db,
  rows: readonly BatchRow[],
  by: { readonly ownerId: string; readonly viewer: Viewer; readonly refusesOwn: boolean },
): Promise<CheckedBatch> {
  const { ownerId, viewer, refusesOwn } = by
  const offers = rows.map((row): Twin => {
    const of = { id: row.id, ownerId, standardStatus: row.standardStatus as StandardStatus }
    return { ...createOffer(row.content, of, row.fingerprint), id: row.id, line: row.line }
  })
  const written = new Set(rows.map(({ id }) => id))
  const isOwn = Prisma.sql`(p."ownerId" = ${ownerId}::uuid AND p."deletedAt" IS NULL)`
  const found = await findCandidates(db, offers, Prisma.sql`(${isOwn} OR (${visibleSql(viewer)}))`)
  // What a row replaces is compared as it is going to be.
  const kept = found.flatMap((candidate) => (written.has(candidate.id) ? [] : [{ ...candidate, line: null }]))
  const places = new Map(offers.map(({ id }, index) => [id, index]))
  const refusedIds = new Set<string>()
  const refusals: BatchDoubt[] = []
  const warnings: BatchDoubt[] = []
  matchCandidates<Twin>(offers, [...kept, ...offers]).forEach((duplicates, index) => {
    const duplicate = duplicates.find(
      ({ other }) => other.line === null || ((places.get(other.id) ?? index) < index && !refusedIds.has(other.id)),
    )
    const offer = offers[index]
    if (duplicate === undefined || offer === undefined || offer.line === null) return
    const doubt = describe(duplicate, offer.line, ownerId)
    if (refusesOwn && duplicate.isExact && duplicate.other.ownerId === ownerId) {
      refusedIds.add(offer.id)
      refusals.push(doubt)
    } else warnings.push(doubt)
  })
  return { refusedIds, refusals, warnings, signatures: new Map(offers.map(({ id, signature }) => [id, signature])) }
}

function describe(duplicate: Duplicate<Twin>, line: number, ownerId: string): BatchDoubt {
  const { other, isExact, similarity } = duplicate
  const base = { line, layer: 'DUPLICATE' as const, path: 'row' as const }
  if (other.line === null) return { ...base, reason: describeDuplicate(duplicate, ownerId), propertyId: other.id }
  const reason = isExact
    ? `is the same offer as line ${other.line}.`
    : `may be the same property as line ${other.line}: ${Math.round(similarity * 100)}% of the text is the same.`
  return { ...base, reason, propertyId: null }
}
