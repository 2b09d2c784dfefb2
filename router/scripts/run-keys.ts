import { commandId } from '@ree-ai/users/account/create-administrator'
import type { Services } from '@ree-ai/users/services'
import { maintainSigningKeys } from '@ree-ai/users/signing-key/maintain-signing-keys'
import { rotateSigningKey } from '@ree-ai/users/signing-key/rotate-signing-key'
import { choosePublishedKeys, chooseSigningKey, type SigningKey } from '@ree-ai/users/signing-key/signing-key'

/** What `npm run keys` prints without or with wrong words. */
export const keysUsage = `npm run keys -- COMMAND

  list              the keys of access tokens: which one signs, which are published, how old they are
  rotate            gives the key that signs a successor, which signs in 10 minutes; nobody is signed out
    --now           lets it sign at once: for a key that has leaked, or cannot be decrypted any more

It works on the PostgreSQL server of DATABASE_URL, else in the data folder DATA_DIR (.data), which the running platform holds.
Keys are encrypted with KEY_ENCRYPTION_SECRET, which has to be that of the service.`

/** The words of a command, read; throws with the usage when they are none. */
export function readKeysCommand(args: readonly string[]): 'list' | 'rotate' | 'rotate-now' {
  const words = args.join(' ')
  if (words === 'list' || words === 'rotate') return words
  if (words === 'rotate --now') return 'rotate-now'
  throw new Error(keysUsage)
}

/** Runs a command; returns what to print. */
export async function runKeys(
  command: 'list' | 'rotate' | 'rotate-now',
  { services, place }: { readonly services: Services; readonly place: string },
): Promise<string> {
  const { keyPolicy } = services
  if (keyPolicy === null) return 'With JWT_ALGORITHM=HS256 tokens are signed with JWT_SECRET_KEY; there are no keys.'
  if (command !== 'list') {
    const leadMs = command === 'rotate-now' ? 0 : undefined
    const kid = await rotateSigningKey(services, { actorId: commandId, leadMs })
    const when = command === 'rotate-now' ? 'within a minute' : 'in 10 minutes'
    // What else is due is done by the service; a key that cannot be opened is no reason to fail here.
    await maintainSigningKeys(services).catch(() => {})
    return [`${kid} is the new key; it signs ${when}.`, await describeKeys(services, place)].join('\n')
  }
  return describeKeys(services, place)
}

async function describeKeys(services: Services, place: string): Promise<string> {
  const { store, keyPolicy, accessTokenMs } = services
  const nowMs = services.nowMs()
  const keys = await store.signingKeys.list()
  const signing = keyPolicy && chooseSigningKey(keys, keyPolicy.algorithm, nowMs)
  const published = new Set(choosePublishedKeys(keys, accessTokenMs, nowMs).map(({ kid }) => kid))
  const describe = (key: SigningKey) => {
    const days = Math.floor((nowMs - key.createdAt.getTime()) / 86_400_000)
    const role = key === signing ? 'signs' : isWaiting(key, nowMs) ? 'signs next' : 'signs no more'
    const end = key.retiredAt === null ? '' : `, until ${key.retiredAt.toISOString()}`
    const state = [
      `${role}${key === signing ? end : ''}`,
      published.has(key.kid) ? 'published' : 'not published',
      `${days} day${days === 1 ? '' : 's'} old`,
      keyPolicy?.cipher.isCurrent(key.privateJwk) ? 'encrypted' : 'to be encrypted anew',
    ]
    return `  ${key.kid}  ${key.algorithm}  ${state.join(', ')}`
  }
  if (keys.length === 0) return `There is no key in ${place} yet; the service makes one when it starts.`
  return [`Keys in ${place}:`, ...keys.map(describe)].join('\n')
}

function isWaiting({ retiredAt }: SigningKey, nowMs: number): boolean {
  return retiredAt === null || retiredAt.getTime() > nowMs
}
