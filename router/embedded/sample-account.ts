import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The account that `npm start` makes so that everything can be tried at once. */
export interface SampleAccount {
  readonly email: string
  readonly password: string
}

/**
 * The sample account of a data folder: an administrator with a random password, kept in a file readable by its owner
 * alone. Only the embedded platform makes one.
 */
export async function ensureSampleAccount(
  dataDir: string,
  ensureAccount: (account: SampleAccount & { readonly fullName: string; readonly role: 'ADMIN' }) => Promise<unknown>,
): Promise<SampleAccount> {
  const file = join(dataDir, 'sample-account.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SampleAccount
  const account = { email: 'you@example.com', password: randomBytes(12).toString('base64url') }
  await ensureAccount({ ...account, fullName: 'Sample Administrator', role: 'ADMIN' })
  writeFileSync(file, JSON.stringify(account), { mode: 0o600 })
  return account
}
