/** What happened, of the things somebody may later have to account for. */
export type AuditAction =
  | 'REGISTERED'
  | 'ACCOUNT_ENSURED'
  | 'SIGNED_IN'
  | 'SIGN_IN_FAILED'
  | 'SIGN_IN_REFUSED'
  | 'SIGNED_OUT'
  | 'REFRESH_TOKEN_REUSED'
  | 'PASSWORD_CHANGED'
  | 'PASSWORD_CHANGE_FAILED'
  | 'ROLE_CHANGED'
  | 'ACCOUNT_CLOSED'
  | 'ACCOUNT_OPENED'
  | 'SIGNING_KEY_CREATED'
  | 'SIGNING_KEY_ROTATED'

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
