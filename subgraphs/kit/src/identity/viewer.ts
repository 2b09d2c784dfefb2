/** Who is asking, as the router has established it. */
export interface Viewer {
  /** The user's id, or the service's name for a service. */
  readonly id: string
  readonly role: 'USER' | 'AGENT' | 'ADMIN' | 'SERVICE'
  readonly scopes: readonly string[]
  /** The session's id; null for a service. */
  readonly sessionId: string | null
}
