import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { accountKey } from '../throttle/throttle.ts'

/** An attempt to prove an account by its password. */
export interface Attempt {
  readonly succeed: () => Promise<void>
  /** Notes the failure in the audit trail; for the limits it has counted from the start. */
  readonly fail: (userId: string | null) => Promise<void>
}

/** Begins an attempt within the limits of sign-in. Throws ACCOUNT_LOCKED, and notes that too. */
export async function beginAttempt(
  services: Services,
  email: string,
  requester: Requester,
  failure: 'SIGN_IN_FAILED' | 'PASSWORD_CHANGE_FAILED' = 'SIGN_IN_FAILED',
): Promise<Attempt> {
  const { clientAddress } = requester
  const note = (action: typeof failure | 'SIGN_IN_REFUSED', userId: string | null) =>
    services.store.audit.add(
      // The address itself stays out: people type passwords into the wrong field.
      { action, userId, actorId: null, clientAddress, detail: { account: accountKey(email) } },
      new Date(services.nowMs()),
    )
  try {
    const { succeed } = await services.throttle.begin({ email, clientAddress })
    return { succeed, fail: (userId) => note(failure, userId) }
  } catch (error) {
    await note('SIGN_IN_REFUSED', null)
    throw error
  }
}
