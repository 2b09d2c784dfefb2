import DataLoader from 'dataloader'
import type { Account } from './account.ts'
import type { AccountStore } from './account-store.ts'
import { isAccountId } from './is-account-id.ts'

/** Accounts by id for one request: all that are asked for at the same time in one query. Null where there is none. */
export function createAccountLoader(accounts: AccountStore): DataLoader<string, Account | null> {
  return new DataLoader(async (ids) => {
    const found = await accounts.findMany(ids.filter(isAccountId))
    const byId = new Map(found.map((account) => [account.id, account]))
    return ids.map((id) => byId.get(id.toLowerCase()) ?? null)
  })
}
