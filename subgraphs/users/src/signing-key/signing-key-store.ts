import type { Db } from '../db.ts'
import type { SigningKey } from './signing-key.ts'

export interface SigningKeyStore {
  readonly list: () => Promise<readonly SigningKey[]>
  /** Makes every other change of keys wait until the end of this transaction. */
  readonly lock: () => Promise<void>
  readonly add: (key: SigningKey) => Promise<void>
  /** Stores a private key in another form. */
  readonly replacePrivateKey: (kid: string, privateJwk: SigningKey['privateJwk']) => Promise<void>
  /** Lets every key but one sign nothing from a moment on. */
  readonly retireOthers: (kid: string, retiredAt: Date) => Promise<void>
  readonly deleteRetiredBefore: (before: Date) => Promise<void>
}

export function createSigningKeyStore(db: Db): SigningKeyStore {
  return {
    async list() {
      const rows = await db.signingKey.findMany({ orderBy: { createdAt: 'asc' } })
      return rows.map((row) => ({ ...row, publicJwk: toJwk(row.publicJwk), privateJwk: toJwk(row.privateJwk) }))
    },
    async lock() {
      // A transaction's lock, for the embedded database has one session only.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('users.SigningKey'))`
    },
    async add({ publicJwk, privateJwk, ...key }) {
      const data = { ...key, publicJwk: toJwk(publicJwk), privateJwk: toJwk(privateJwk) }
      await db.signingKey.create({ data })
    },
    async replacePrivateKey(kid, privateJwk) {
      await db.signingKey.update({ where: { kid }, data: { privateJwk: toJwk(privateJwk) } })
    },
    async retireOthers(kid, retiredAt) {
      await db.signingKey.updateMany({
        where: { kid: { not: kid }, OR: [{ retiredAt: null }, { retiredAt: { gt: retiredAt } }] },
        data: { retiredAt },
      })
    },
    async deleteRetiredBefore(before) {
      await db.signingKey.deleteMany({ where: { retiredAt: { lt: before } } })
    },
  }
}

/** A JWK is a flat object of texts, and so is what holds an encrypted one. */
function toJwk(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(value ?? {}).map(([name, member]) => [name, String(member)]))
}
