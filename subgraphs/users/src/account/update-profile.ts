import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { Account } from './account.ts'
import { checkFullName } from './check-full-name.ts'
import { requireAccountId } from './require-account-id.ts'

/** Changes the viewer's own profile; what is left out stays. Throws BAD_USER_INPUT. */
export async function updateProfile(
  services: Services,
  input: { readonly fullName?: string | null },
  requester: Requester,
): Promise<Account> {
  const id = requireAccountId(requester)
  const fullName = input.fullName?.trim()
  const reason = checkFullName(fullName ?? '')
  if (reason !== null) throw createInputError([{ path: 'input.fullName', reason }])
  const changes = input.fullName === undefined ? {} : { fullName: fullName || null }
  const account = await services.store.accounts.update(id, changes, new Date(services.nowMs()))
  if (account === null) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
  return account
}
