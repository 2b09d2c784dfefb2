import { checkEmail } from '../account/check-email.ts'
import type { AuditAction } from '../audit/audit-event.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import { accountKey } from '../throttle/throttle.ts'

/** An attempt to prove an account by its password. */
export interface Attempt {
  readonly succeed: () => Promise<void>
  /** Notes the failure in the audit trail, and the lock that it brings; for the limits it has counted from the start. */
  readonly fail: (userId: string | null) => Promise<void>
}

/** Begins an attempt within the limits of sign-in. Throws ACCOUNT_LOCKED, and notes that too. */
export async function beginAttempt(
  services: Services,
  email: string,
  requester: Requester,
  failure: 'SIGN_IN_FAILED' | 'PASSWORD_CHANGE_FAILED' = 'SIGN_IN_FAILED',
): Promise<Attempt> {
  const { clientAddress, device = '' } = requester
  const note = (action: AuditAction, userId: string | null, detail: { readonly seconds?: number } = {}) =>
    services.store.audit.add(
      // The address itself stays out: people type passwords into the wrong field.
      { action, userId, actorId: null, clientAddress, detail: { ...detail, account: accountKey(email), device } },
      new Date(services.nowMs()),
    )
  try {
    const { succeed, lockMs } = await services.throttle.begin({ email, clientAddress })
    return {
      succeed,
      async fail(userId) {
        await note(failure, userId)
        if (lockMs !== null) await note('ACCOUNT_LOCKED', userId, { seconds: lockMs / 1000 })
      },
    }
  } catch (error) {
    // Asked for known and unknown addresses alike, as after an attempt that is let through.
    const credentials = checkEmail(email) === null ? await services.store.accounts.findCredentials(email) : null
    await note('SIGN_IN_REFUSED', credentials?.account.id ?? null)
    throw error
  }
}
