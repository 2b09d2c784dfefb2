import type { Services } from '../services.ts'
import type { Stores } from '../store.ts'
import { createSigningKey } from './create-signing-key.ts'
import type { SigningKey } from './signing-key.ts'

/** Time for every replica and verifier to learn a new key before the first token is signed with it. */
const defaultLeadMs = 10 * 60 * 1000

/**
 * Gives the signing keys a successor and returns its `kid`. The old keys sign until `leadMs` from now (10 minutes by
 * default) and stay published until the last token they signed has expired: nobody is signed out. Throws with a shared
 * secret (HS256), which has no keys.
 */
export async function rotateSigningKey(
  services: Pick<Services, 'store' | 'keyPolicy' | 'nowMs'>,
  options: {
    readonly leadMs?: number
    /** Who asked for it, for the audit trail; null for the service itself. */
    readonly actorId: string | null
  },
): Promise<string> {
  const { kid } = (await rotateWhen(services, options, () => true)) ?? {}
  if (kid === undefined) throw new Error('With JWT_ALGORITHM=HS256 there is a shared secret and no key to rotate.')
  return kid
}

/**
 * The same, once for all replicas: only when a condition holds of the keys as they are while no other change of them can
 * happen. The successor, or null.
 */
export async function rotateWhen(
  { store, keyPolicy, nowMs }: Pick<Services, 'store' | 'keyPolicy' | 'nowMs'>,
  options: { readonly leadMs?: number; readonly actorId: string | null },
  isDue: (keys: readonly SigningKey[]) => boolean,
): Promise<SigningKey | null> {
  if (keyPolicy === null) return null
  const { algorithm, cipher } = keyPolicy
  const now = new Date(nowMs())
  const successor = await createSigningKey(algorithm, now, cipher)
  return store.inTransaction(async (stores: Stores) => {
    await stores.signingKeys.lock()
    if (!isDue(await stores.signingKeys.list())) return null
    await stores.signingKeys.add(successor)
    const retiredAt = new Date(now.getTime() + (options.leadMs ?? defaultLeadMs))
    await stores.signingKeys.retireOthers(successor.kid, retiredAt)
    const detail = { kid: successor.kid, algorithm }
    const event = {
      action: 'SIGNING_KEY_ROTATED',
      userId: null,
      actorId: options.actorId,
      clientAddress: null,
    } as const
    await stores.audit.add({ ...event, detail }, now)
    return successor
  })
}
