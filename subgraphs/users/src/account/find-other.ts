import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { Account } from './account.ts'
import { isAccountId } from './is-account-id.ts'
import { requireScope } from './require-scope.ts'

/**
 * The account that an administrator is about to change. FORBIDDEN without `users:write` and for the administrator's
 * own account; NOT_FOUND when there is none.
 */
export async function findOther(services: Services, userId: string, requester: Requester): Promise<Account> {
  requireScope(requester, 'users:write')
  const id = userId.toLowerCase()
  if (id === requester.viewer?.id.toLowerCase())
    throw createError('FORBIDDEN', 'Nobody changes the role or state of their own account; ask another administrator.')
  const [account] = isAccountId(id) ? await services.store.accounts.findMany([id]) : []
  if (account === undefined) throw createError('NOT_FOUND', 'There is no such user.')
  return account
}
