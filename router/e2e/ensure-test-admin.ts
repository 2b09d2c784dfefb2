import { randomBytes } from 'node:crypto'
import type { Database } from '@ree-ai/db/database'
import { ensureAccount } from '@ree-ai/users/account/ensure-account'
import { createServices } from '@ree-ai/users/services'

/** Makes the administrator that tests sign in as. */
export async function ensureTestAdmin(
  database: Database,
): Promise<{ readonly email: string; readonly password: string }> {
  const services = createServices(
    { algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets: [] },
    { client: database.client, nowMs: Date.now },
  )
  const account = { email: 'admin@example.com', password: randomBytes(18).toString('base64url') }
  await ensureAccount({ ...account, fullName: 'Test Administrator', role: 'ADMIN' }, { ...services, actorId: 'test' })
  return account
}
