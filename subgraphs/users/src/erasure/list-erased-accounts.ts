import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Services } from '../services.ts'
import type { ErasedAccount } from './erasure-store.ts'

/** A page of erased accounts: behind the GraphQL type ErasedAccounts. */
export interface ErasedAccountPage {
  readonly accounts: readonly ErasedAccount[]
  readonly endCursor: string | null
  readonly hasMore: boolean
}

const firstMax = 500

/** Accounts erased after a cursor, in the order of their erasure. Throws BAD_USER_INPUT with every problem. */
export async function listErasedAccounts(
  { store }: Pick<Services, 'store'>,
  given: { readonly after?: string | null; readonly first?: number | null },
): Promise<ErasedAccountPage> {
  const problems: InputProblem[] = []
  const first = given.first ?? 100
  if (first < 1 || first > firstMax) problems.push({ path: 'first', reason: `must be from 1 to ${firstMax}.` })
  const after = given.after == null ? 0n : decodeCursor(given.after)
  if (after === null) problems.push({ path: 'after', reason: 'must be a cursor of an earlier page.' })
  if (after === null || problems.length > 0) throw createInputError(problems)
  const found = await store.erasures.listErased(after, first + 1)
  const accounts = found.slice(0, first)
  const last = accounts.at(-1)
  return {
    accounts,
    endCursor: last === undefined ? (given.after ?? null) : encodeCursor(last.position),
    hasMore: found.length > first,
  }
}

/** Not signed: followers keep it for months, over every change of secrets, and need a scope to use it. */
function encodeCursor(position: bigint): string {
  return Buffer.from(`erased:${position}`).toString('base64url')
}

function decodeCursor(cursor: string): bigint | null {
  if (cursor.length > 60) return null
  const position = /^erased:(\d{1,18})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  return position === undefined ? null : BigInt(position)
}
