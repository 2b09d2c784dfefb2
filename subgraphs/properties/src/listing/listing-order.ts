import { distanceSql } from '@ree-ai/db/distance-sql'
import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { PropertyFilter } from '@ree-ai/db/property-filter'
import type { Position } from '../cursor/create-cursor-codec.ts'

export type OrderField = 'LISTED_AT' | 'LIST_PRICE' | 'LIVING_AREA' | 'BEDROOMS_TOTAL' | 'YEAR_BUILT' | 'DISTANCE'

/** A total order of listings: by a value, those without it last, ties by id. */
export interface ListingOrder {
  /** Tells this order from every other, for cursors. */
  readonly name: string
  readonly value: Prisma.Sql
  readonly type: 'timestamptz' | 'numeric' | 'double precision' | 'integer'
  readonly isNullable: boolean
  readonly isAscending: boolean
}

const columns = {
  LISTED_AT: { column: 'sortedAt', type: 'timestamptz', isNullable: false },
  LIST_PRICE: { column: 'listPrice', type: 'numeric', isNullable: false },
  LIVING_AREA: { column: 'livingArea', type: 'double precision', isNullable: true },
  BEDROOMS_TOTAL: { column: 'bedroomsTotal', type: 'integer', isNullable: true },
  YEAR_BUILT: { column: 'yearBuilt', type: 'integer', isNullable: true },
} as const

/** The order asked for, newest first by default. DISTANCE is from the filter's `near`; null when there is none. */
export function readOrder(
  orderBy: { readonly field: OrderField; readonly direction?: 'ASC' | 'DESC' } | null | undefined,
  near: PropertyFilter['near'],
): ListingOrder | null {
  const { field, direction = 'ASC' } = orderBy ?? { field: 'LISTED_AT', direction: 'DESC' }
  const isAscending = direction === 'ASC'
  if (field !== 'DISTANCE') {
    const { column, ...rest } = columns[field]
    return { name: `${field}:${direction}`, value: Prisma.raw(`p."${column}"`), isAscending, ...rest }
  }
  if (!near) return null
  return {
    name: `${field}:${direction}:${near.latitude}:${near.longitude}`,
    value: distanceSql(near, 'p'),
    type: 'double precision',
    // `near` itself leaves out listings without a position.
    isNullable: false,
    isAscending,
  }
}

/** ORDER BY of an order, or of its reverse. NULLS is only said where it matters: indexes serve the plain form. */
export function orderSql(order: ListingOrder, isReversed: boolean): Prisma.Sql {
  const direction = Prisma.raw(order.isAscending !== isReversed ? 'ASC' : 'DESC')
  const nulls = order.isNullable ? Prisma.raw(isReversed ? ' NULLS FIRST' : ' NULLS LAST') : Prisma.empty
  return Prisma.sql`${order.value} ${direction}${nulls}, p."id" ${direction}`
}

/** The rows behind a position in an order, or before it. */
export function beyondSql(order: ListingOrder, position: Position, isBefore: boolean): Prisma.Sql {
  const { value, isNullable } = order
  const compare = Prisma.raw(order.isAscending !== isBefore ? '>' : '<')
  const id = Prisma.sql`${position.id}::uuid`
  if (position.value === null) {
    const atNulls = Prisma.sql`(${value} IS NULL AND p."id" ${compare} ${id})`
    return isBefore ? Prisma.sql`(${value} IS NOT NULL OR ${atNulls})` : atNulls
  }
  const given = Prisma.sql`${position.value}::${Prisma.raw(order.type)}`
  const atValues = Prisma.sql`(${value}, p."id") ${compare} (${given}, ${id})`
  return isNullable && !isBefore ? Prisma.sql`(${atValues} OR ${value} IS NULL)` : atValues
}
