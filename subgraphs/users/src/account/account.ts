/** What a person may do; see scopes.ts. */
export type Role = 'USER' | 'AGENT' | 'ADMIN'

/** A person with an account. The password's hash is never part of it. */
export interface Account {
  /** UUID. */
  readonly id: string
  /** As it was given; compared without regard to case. */
  readonly email: string
  readonly fullName: string | null
  readonly role: Role
  readonly isActive: boolean
  /** When its owner proved to read the address; null until then. */
  readonly emailVerifiedAt: Date | null
  /** When its owner asked to be erased; null when not. */
  readonly erasureRequestedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** An account as it stands in an answer: what is behind the GraphQL type User. */
export interface VisibleAccount extends Account {
  /** True when this very request has proven by credentials to come from the person, whoever the viewer was before. */
  readonly isProven?: boolean
}
