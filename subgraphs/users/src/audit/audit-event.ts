/** What happened, of the things somebody may later have to account for. The schema's SecurityAction names each. */
export const auditActions = [
  'REGISTERED',
  'ACCOUNT_ENSURED',
  'SIGNED_IN',
  'SIGN_IN_FAILED',
  'SIGN_IN_REFUSED',
  'ACCOUNT_LOCKED',
  'ACCOUNT_UNLOCKED',
  'SIGNED_OUT',
  'SESSION_ENDED',
  'REFRESH_TOKEN_REUSED',
  'PASSWORD_CHANGED',
  'PASSWORD_CHANGE_FAILED',
  'REGISTERED_AGAIN',
  'EMAIL_VERIFIED',
  'EMAIL_CHANGE_REQUESTED',
  'EMAIL_CHANGED',
  'PASSWORD_RESET_REQUESTED',
  'PASSWORD_RESET',
  'DATA_EXPORTED',
  'ERASURE_REQUESTED',
  'ERASURE_CANCELLED',
  'ACCOUNT_ERASED',
  'ROLE_CHANGED',
  'ACCOUNT_CLOSED',
  'ACCOUNT_OPENED',
  'SIGNING_KEY_CREATED',
  'SIGNING_KEY_ROTATED',
  'SIGNING_KEY_ENCRYPTED',
] as const

export type AuditAction = (typeof auditActions)[number]

const known: ReadonlySet<string> = new Set(auditActions)

/** Whether a text names an action. */
export function isAuditAction(text: string): text is AuditAction {
  return known.has(text)
}

/** One row of the audit trail. Holds no password, token or address that was typed in. */
export interface AuditEvent {
  readonly action: AuditAction
  /** Whose account it concerns; null when there is none. */
  readonly userId: string | null
  /** Who did it: a user's id, a service's name, or null for someone not signed in. */
  readonly actorId: string | null
  /** Network address of the client; null when it did not come from one. */
  readonly clientAddress: string | null
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}
