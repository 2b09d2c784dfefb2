import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Account } from '../account/account.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { accountKey } from '../throttle/throttle.ts'

const pageSize = 1000
const pageMax = 1000

/**
 * Everything that this subgraph keeps of the viewer, as JSON: the account, and a page (from 1) of sessions, security
 * events, mails and the like, 1,000 of each; `hasMore` says whether another page follows. Null for anybody else, an
 * administrator too. The first page of each export is an audit row.
 */
export async function exportAccount(
  services: Services,
  account: Account,
  given: { readonly page: number },
  requester: Requester,
): Promise<Record<string, unknown> | null> {
  if (requester.viewer?.id !== account.id) return null
  const { page } = given
  if (page < 1 || page > pageMax) throw createInputError([{ path: 'page', reason: `must be from 1 to ${pageMax}.` }])
  const { id, email } = account
  const records = await services.store.exports.read(
    { userId: id, accountKey: accountKey(email) },
    { skip: (page - 1) * pageSize, count: pageSize + 1 },
  )
  const now = new Date(services.nowMs())
  if (page === 1) {
    const { clientAddress } = requester
    await services.store.audit.add({ action: 'DATA_EXPORTED', userId: id, actorId: id, clientAddress }, now)
  }
  const kinds = Object.entries(records)
  return {
    exportedAt: now,
    page,
    hasMore: kinds.some(([, rows]) => rows.length > pageSize),
    account: toPlain(account),
    ...Object.fromEntries(kinds.map(([kind, rows]) => [kind, rows.slice(0, pageSize)])),
  }
}

function toPlain({ id, email, fullName, role, isActive, emailVerifiedAt, erasureRequestedAt, ...times }: Account) {
  const { createdAt, updatedAt } = times
  return { id, email, fullName, role, isActive, emailVerifiedAt, erasureRequestedAt, createdAt, updatedAt }
}
