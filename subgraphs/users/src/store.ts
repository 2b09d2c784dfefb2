import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { type AccountStore, createAccountStore } from './account/account-store.ts'
import { type AuditStore, createAuditStore } from './audit/audit-store.ts'
import type { Db } from './db.ts'
import { createErasureStore, type ErasureStore } from './erasure/erasure-store.ts'
import { createExportStore, type ExportStore } from './erasure/export-store.ts'
import { createMailStore, type MailStore } from './mail/mail-store.ts'
import { type AccountTokenStore, createAccountTokenStore } from './recovery/account-token-store.ts'
import { createSessionStore, type EndedSession, type SessionStore } from './session/session-store.ts'
import { createSigningKeyStore, type SigningKeyStore } from './signing-key/signing-key-store.ts'
import { createThrottleStore, type ThrottleStore } from './throttle/throttle-store.ts'

/** The tables of this subgraph. */
export interface Stores {
  readonly accounts: AccountStore
  readonly sessions: SessionStore
  readonly throttle: ThrottleStore
  readonly signingKeys: SigningKeyStore
  readonly audit: AuditStore
  readonly tokens: AccountTokenStore
  readonly mails: MailStore
  readonly erasures: ErasureStore
  readonly exports: ExportStore
}

/** The tables, and a way to change several of them all or not at all. */
export interface Store extends Stores {
  /** Runs work in one transaction; an error undoes it all. Short, and with no waiting for anything else inside. */
  readonly inTransaction: <Result>(work: (stores: Stores) => Promise<Result>) => Promise<Result>
  /** Rejects when the database does not answer. */
  readonly ping: () => Promise<void>
}

/** `onSessionsEnded` is told of sessions once their end is sure, `onMailAdded` of mails once they are in the queue. */
export function createStore(
  client: PrismaClient,
  onSessionsEnded: (sessions: readonly EndedSession[]) => void = () => {},
  onMailAdded: () => void = () => {},
): Store {
  return {
    ...createStores(client, onSessionsEnded, onMailAdded),
    async inTransaction(work) {
      const ended: EndedSession[] = []
      let hasMail = false
      const noteMail = () => {
        hasMail = true
      }
      const result = await client.$transaction(
        (transaction) => work(createStores(transaction, (sessions) => ended.push(...sessions), noteMail)),
        // The embedded database runs one transaction at a time: another subgraph's may have to end first.
        { maxWait: 15_000, timeout: 15_000 },
      )
      if (ended.length > 0) onSessionsEnded(ended)
      if (hasMail) onMailAdded()
      return result
    },
    async ping() {
      await client.$queryRaw`SELECT 1`
    },
  }
}

function createStores(
  db: Db,
  onSessionsEnded: (sessions: readonly EndedSession[]) => void,
  onMailAdded: () => void,
): Stores {
  return {
    accounts: createAccountStore(db),
    sessions: createSessionStore(db, onSessionsEnded),
    throttle: createThrottleStore(db),
    signingKeys: createSigningKeyStore(db),
    audit: createAuditStore(db),
    tokens: createAccountTokenStore(db),
    mails: createMailStore(db, onMailAdded),
    erasures: createErasureStore(db),
    exports: createExportStore(db),
  }
}
