import type { Db } from '../db.ts'
import type { Account, Role } from './account.ts'
import type { AccountPosition } from './account-cursor.ts'

/** An account with what proves it. */
export interface AccountCredentials {
  readonly account: Account
  /** null when nobody can sign in to it with a password. */
  readonly passwordHash: string | null
}

/** Which accounts to list; every condition given must hold. */
export interface AccountFilter {
  readonly text?: string
  readonly role?: Role
  readonly isActive?: boolean
}

export interface NewAccount {
  readonly email: string
  readonly passwordHash: string | null
  readonly fullName: string | null
  readonly role: Role
  /** When it was proved that its owner reads the address; not yet when left out. */
  readonly emailVerifiedAt?: Date
  readonly now: Date
}

/** What may change of an account. */
export interface AccountChanges {
  readonly email?: string
  readonly emailVerifiedAt?: Date
  readonly erasureRequestedAt?: Date | null
  readonly fullName?: string | null
  readonly role?: Role
  readonly isActive?: boolean
}

export interface AccountStore {
  /** Null when the address has an account already. */
  readonly create: (account: NewAccount) => Promise<Account | null>
  readonly findCredentials: (email: string) => Promise<AccountCredentials | null>
  readonly findCredentialsById: (id: string) => Promise<AccountCredentials | null>
  readonly findMany: (ids: readonly string[]) => Promise<readonly Account[]>
  /**
   * Holds the account as it is until the end of the transaction, for reading: it can be neither closed nor given
   * another password meanwhile.
   */
  readonly hold: (id: string) => Promise<AccountCredentials | null>
  /** Changes an account; null when there is none. */
  readonly update: (id: string, changes: AccountChanges, now: Date) => Promise<Account | null>
  /** Sets a new password's hash; false when the account is closed or the hash before is not the one given. */
  readonly changePassword: (
    id: string,
    change: { readonly before: string; readonly after: string; readonly now: Date },
  ) => Promise<boolean>
  /**
   * Sets a new password's hash for whoever reads the account's address, which is confirmed by that; null when the account
   * is closed or has another address by now.
   */
  readonly resetPassword: (
    id: string,
    change: { readonly email: string; readonly passwordHash: string; readonly now: Date },
  ) => Promise<Account | null>
  /** Replaces a hash by another of the same password; nothing happens when the password has changed meanwhile. */
  readonly replaceHash: (id: string, before: string, after: string) => Promise<void>
  /** Newest first, after a position. */
  readonly list: (filter: AccountFilter, count: number, after: AccountPosition | null) => Promise<readonly Account[]>
  readonly count: (filter: AccountFilter) => Promise<number>
}

/** Stands for no hash: no password matches it. */
const noHash = '!'

export function createAccountStore(db: Db): AccountStore {
  return {
    async create({ email, passwordHash, fullName, role, emailVerifiedAt, now }) {
      const given = { email, fullName, role, emailVerifiedAt }
      const data = { ...given, passwordHash: passwordHash ?? noHash, createdAt: now, updatedAt: now }
      const [created] = await db.user.createManyAndReturn({ data: [data], skipDuplicates: true })
      return created === undefined ? null : toAccount(created)
    },
    async findCredentials(email) {
      return toCredentials(await db.user.findUnique({ where: { email } }))
    },
    async findCredentialsById(id) {
      return toCredentials(await db.user.findUnique({ where: { id } }))
    },
    async findMany(ids) {
      const rows = await db.user.findMany({ where: { id: { in: [...ids] } } })
      return rows.map(toAccount)
    },
    async hold(id) {
      await db.$queryRaw`SELECT 1 FROM "users"."User" WHERE "id" = ${id}::uuid FOR SHARE`
      return toCredentials(await db.user.findUnique({ where: { id } }))
    },
    async update(id, changes, now) {
      const [updated] = await db.user.updateManyAndReturn({ where: { id }, data: { ...changes, updatedAt: now } })
      return updated === undefined ? null : toAccount(updated)
    },
    async changePassword(id, { before, after, now }) {
      const { count } = await db.user.updateMany({
        where: { id, passwordHash: before, isActive: true },
        data: { passwordHash: after, updatedAt: now },
      })
      return count === 1
    },
    async resetPassword(id, { email, passwordHash, now }) {
      const [updated] = await db.user.updateManyAndReturn({
        where: { id, email, isActive: true },
        data: { passwordHash, updatedAt: now },
      })
      if (updated === undefined) return null
      await db.user.updateMany({ where: { id, emailVerifiedAt: null }, data: { emailVerifiedAt: now, updatedAt: now } })
      return toAccount({ ...updated, emailVerifiedAt: updated.emailVerifiedAt ?? now })
    },
    async replaceHash(id, before, after) {
      // Prisma renews `updatedAt` by itself; that is the account's own time, and this is not a change the person made.
      await db.$executeRaw`UPDATE "users"."User" SET "passwordHash" = ${after}
        WHERE "id" = ${id}::uuid AND "passwordHash" = ${before}`
    },
    async list(filter, count, after) {
      const rows = await db.user.findMany({
        where: { AND: [toWhere(filter), after === null ? {} : toWhereAfter(after)] },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: count,
      })
      return rows.map(toAccount)
    },
    count: (filter) => db.user.count({ where: toWhere(filter) }),
  }
}

function toWhere({ text, role, isActive }: AccountFilter) {
  // Prisma passes the wildcards of LIKE through.
  const contains = text?.replace(/[\\%_]/g, '\\$&')
  const textMatches = [
    { email: { contains, mode: 'insensitive' as const } },
    { fullName: { contains, mode: 'insensitive' as const } },
  ]
  return { role, isActive, ...(contains === undefined ? {} : { OR: textMatches }) }
}

function toWhereAfter({ createdAt, id }: AccountPosition) {
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] }
}

interface UserRow extends Account {
  readonly passwordHash: string
}

function toAccount({ passwordHash: _secret, ...account }: UserRow): Account {
  return account
}

function toCredentials(row: UserRow | null): AccountCredentials | null {
  if (row === null) return null
  return { account: toAccount(row), passwordHash: row.passwordHash === noHash ? null : row.passwordHash }
}
