import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Services } from '../services.ts'
import type { Account, Role } from './account.ts'
import { decodeAccountCursor } from './account-cursor.ts'

/** A page of accounts: behind the GraphQL type UserConnection. */
export interface AccountPage {
  readonly accounts: readonly Account[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly countAll: () => Promise<number>
}

export interface AccountListArguments {
  readonly filter?: {
    readonly text?: string | null
    readonly role?: Role | null
    readonly isActive?: boolean | null
  } | null
  readonly first?: number | null
  readonly after?: string | null
}

const firstDefault = 20
const firstMax = 100

/** Accounts, newest first. Throws BAD_USER_INPUT with every problem of the arguments. */
export async function listAccounts(services: Services, given: AccountListArguments): Promise<AccountPage> {
  const first = given.first ?? firstDefault
  const after = given.after == null ? null : decodeAccountCursor(given.after)
  const text = given.filter?.text?.trim()
  const problems: InputProblem[] = []
  if (first < 1 || first > firstMax) problems.push({ path: 'first', reason: `must be from 1 to ${firstMax}.` })
  if (given.after != null && after === null)
    problems.push({ path: 'after', reason: 'must be a cursor of an earlier page.' })
  if (text !== undefined && (text.length < 2 || text.length > 100))
    problems.push({ path: 'filter.text', reason: 'must have 2 to 100 characters.' })
  if (text !== undefined && /\p{Cc}/u.test(text))
    problems.push({ path: 'filter.text', reason: 'must not contain control characters.' })
  if (problems.length > 0) throw createInputError(problems)

  const filter = { text, role: given.filter?.role ?? undefined, isActive: given.filter?.isActive ?? undefined }
  // One more than asked for tells whether there is a next page.
  const found = await services.store.accounts.list(filter, first + 1, after)
  return {
    accounts: found.slice(0, first),
    hasNextPage: found.length > first,
    hasPreviousPage: after !== null,
    countAll: () => services.store.accounts.count(filter),
  }
}
