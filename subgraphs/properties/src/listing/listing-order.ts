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

/** The listings that have the value that the order sorts by, or those that have none and come last. */
export interface OrderedHalf {
  readonly isValued: boolean
  /** What tells them from the others. */
  readonly condition: Prisma.Sql
}

/**
 * The halves of an order, each of which an index can read in the order, from either end. (No index gives the largest first
 * and those without a value last.)
 */
export function halvesOf(order: ListingOrder): readonly OrderedHalf[] {
  if (!order.isNullable) return [{ isValued: true, condition: Prisma.sql`TRUE` }]
  return [
    { isValued: true, condition: Prisma.sql`${order.value} IS NOT NULL` },
    { isValued: false, condition: Prisma.sql`${order.value} IS NULL` },
  ]
}

/** ORDER BY of a half, or of its reverse: as the index has it, also where all values are null. */
export function halfOrderSql(order: ListingOrder, isReversed: boolean): Prisma.Sql {
  const direction = directionOf(order, isReversed)
  return Prisma.sql`${order.value} ${direction}, p."id" ${direction}`
}

/** ORDER BY of an order, or of its reverse, where its value is called `value`. */
export function orderSql(order: ListingOrder, isReversed: boolean, value: Prisma.Sql, id: Prisma.Sql): Prisma.Sql {
  const direction = directionOf(order, isReversed)
  return Prisma.sql`${value} ${direction}${Prisma.raw(isReversed ? ' NULLS FIRST' : ' NULLS LAST')}, ${id} ${direction}`
}

/** The rows of a half that are behind a position in an order, or before it; null when there are none. */
export function beyondSql(
  order: ListingOrder,
  half: OrderedHalf,
  position: Position,
  isBefore: boolean,
): Prisma.Sql | null {
  const compare = Prisma.raw(order.isAscending !== isBefore ? '>' : '<')
  const id = Prisma.sql`${position.id}::uuid`
  if ((position.value !== null) !== half.isValued) {
    // The half without a value is behind the other one.
    const isBehind = !half.isValued
    return isBehind !== isBefore ? Prisma.sql`TRUE` : null
  }
  if (position.value === null) return Prisma.sql`p."id" ${compare} ${id}`
  const given = Prisma.sql`${position.value}::${Prisma.raw(order.type)}`
  return Prisma.sql`(${order.value}, p."id") ${compare} (${given}, ${id})`
}

function directionOf(order: ListingOrder, isReversed: boolean): Prisma.Sql {
  return Prisma.raw(order.isAscending !== isReversed ? 'ASC' : 'DESC')
}
