import type { Services } from '../services.ts'
import { rotateWhen } from './rotate-signing-key.ts'
import type { SigningKey } from './signing-key.ts'

/**
 * Looks after the signing keys, as often as one likes and on every replica: encrypts keys that are stored readable or under
 * an earlier secret, and gives a key of `JWT_KEY_MAX_AGE_DAYS` its successor, exactly once.
 */
export async function maintainSigningKeys(services: Pick<Services, 'store' | 'keyPolicy' | 'nowMs'>): Promise<void> {
  const { store, keyPolicy } = services
  if (keyPolicy === null) return
  const isStale = ({ privateJwk }: SigningKey) => !keyPolicy.cipher.isCurrent(privateJwk)
  const keys = await store.signingKeys.list()
  if (keys.some(isStale)) await sealKeys(services, isStale)

  const bornBeforeMs = services.nowMs() - keyPolicy.maxAgeMs
  const isDue = (all: readonly SigningKey[]) => {
    const newest = findNewest(all, keyPolicy.algorithm)
    return newest !== null && newest.createdAt.getTime() <= bornBeforeMs
  }
  if (isDue(keys)) await rotateWhen(services, { actorId: null }, isDue)
}

async function sealKeys(
  { store, keyPolicy, nowMs }: Pick<Services, 'store' | 'keyPolicy' | 'nowMs'>,
  isStale: (key: SigningKey) => boolean,
): Promise<void> {
  await store.inTransaction(async ({ signingKeys, audit }) => {
    await signingKeys.lock()
    // Another replica may have done it meanwhile.
    for (const { kid, privateJwk } of (await signingKeys.list()).filter(isStale)) {
      if (keyPolicy === null) return
      const { cipher } = keyPolicy
      await signingKeys.replacePrivateKey(kid, await cipher.seal(await cipher.open(privateJwk, kid)))
      const event = { action: 'SIGNING_KEY_ENCRYPTED', userId: null, actorId: null, clientAddress: null } as const
      await audit.add({ ...event, detail: { kid } }, new Date(nowMs()))
    }
  })
}

/** The key that signs, or will: the youngest that is not to retire. */
function findNewest(keys: readonly SigningKey[], algorithm: string): SigningKey | null {
  const lasting = keys.filter((key) => key.algorithm === algorithm && key.retiredAt === null)
  return lasting.toSorted((left, right) => right.createdAt.getTime() - left.createdAt.getTime())[0] ?? null
}
