import type { Store } from '../store.ts'
import { createSigningKey } from './create-signing-key.ts'
import type { TokenAlgorithm } from './signing-key.ts'

/** Time for every replica and verifier to learn a new key before the first token is signed with it. */
const defaultLeadMs = 10 * 60 * 1000

/**
 * Gives the signing keys a successor and returns its `kid`. The old keys sign until `leadMs` from now (10 minutes by
 * default) and stay published until the last token they signed has expired: nobody is signed out.
 */
export async function rotateSigningKey(
  store: Store,
  options: {
    readonly algorithm: Exclude<TokenAlgorithm, 'HS256'>
    readonly nowMs: number
    readonly leadMs?: number
    /** Who asked for it, for the audit trail. */
    readonly actorId: string | null
  },
): Promise<string> {
  const now = new Date(options.nowMs)
  const successor = await createSigningKey(options.algorithm, now)
  await store.inTransaction(async (stores) => {
    await stores.signingKeys.lock()
    await stores.signingKeys.add(successor)
    await stores.signingKeys.retireOthers(successor.kid, new Date(options.nowMs + (options.leadMs ?? defaultLeadMs)))
    await stores.audit.add(
      {
        action: 'SIGNING_KEY_ROTATED',
        userId: null,
        actorId: options.actorId,
        clientAddress: null,
        detail: { kid: successor.kid, algorithm: options.algorithm },
      },
      now,
    )
  })
  return successor.kid
}
