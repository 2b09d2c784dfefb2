import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { createMailTexts, type MailTexts } from './mail/compose-mail.ts'
import type { AccountConfig } from './mail/mail-settings.ts'
import { createPasswordHasher, type PasswordHasher } from './password/create-password-hasher.ts'
import { loadCommonPasswords } from './password/load-common-passwords.ts'
import { type BackgroundWork, createBackgroundWork } from './recovery/create-background-work.ts'
import { createEndedNews, type EndedNews } from './session/create-ended-news.ts'
import type { EndedSession } from './session/session-store.ts'
import { createKeyCipher } from './signing-key/create-key-cipher.ts'
import { createKeyRing, type KeyRing } from './signing-key/create-key-ring.ts'
import type { KeyPolicy } from './signing-key/key-policy.ts'
import type { TokenAlgorithm } from './signing-key/signing-key.ts'
import { createStore, type Store } from './store.ts'
import { createSignInThrottle, type SignInThrottle } from './throttle/create-sign-in-throttle.ts'

const erasureMsDefault = 14 * 24 * 60 * 60 * 1000
const backgroundMax = 1000

/** How access tokens are made. */
export interface TokenConfig {
  readonly algorithm: TokenAlgorithm
  /** For HS256, and for it only: at least 32 characters. */
  readonly secretKey?: string
  readonly accessTokenMinutes: number
  /** What private keys are encrypted with where they are stored: the first; the others still decrypt. */
  readonly keyEncryptionSecrets: readonly string[]
  /** A key pair is given a successor at this age; 90 days when left out. */
  readonly keyMaxAgeDays?: number
}

/** How this subgraph works. Left out: addresses need no confirmation, mails show tokens, 14 days until an erasure. */
export type UsersConfig = TokenConfig & Partial<AccountConfig>

/** What the work of this subgraph is done with. */
export interface Services extends AccountConfig {
  readonly store: Store
  readonly passwords: PasswordHasher
  readonly isCommonPassword: (password: string) => boolean
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  /** Null with a shared secret. */
  readonly keyPolicy: KeyPolicy | null
  readonly endedNews: EndedNews
  /** Announces that a mail waits to be sent. */
  readonly mailNews: EndedNews
  readonly mailTexts: MailTexts
  readonly background: BackgroundWork
  readonly accessTokenMs: number
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

export function createServices(
  config: UsersConfig,
  deps: {
    readonly client: PrismaClient
    readonly nowMs: () => number
    /** The default is right everywhere but in tests. */
    readonly bcryptCost?: number
    /** Told of sessions that these services have ended. */
    readonly onSessionsEnded?: (sessions: readonly EndedSession[]) => void
    /** Told of failures of what goes on after an answer. */
    readonly onBackgroundError?: (error: unknown) => void
    /** What does that; one of its own unless given. */
    readonly background?: BackgroundWork
  },
): Services {
  const { nowMs } = deps
  const endedNews = createEndedNews()
  const mailNews = createEndedNews()
  const onSessionsEnded = (sessions: readonly EndedSession[]) => {
    endedNews.announce()
    deps.onSessionsEnded?.(sessions)
  }
  const store = createStore(deps.client, onSessionsEnded, mailNews.announce)
  const { isVerificationRequired = false, appUrl = null, erasureMs = erasureMsDefault } = config
  const accessTokenMs = config.accessTokenMinutes * 60_000
  const keyPolicy = createKeyPolicy(config)
  return {
    store,
    passwords: createPasswordHasher({ cost: deps.bcryptCost }),
    isCommonPassword: loadCommonPasswords(),
    throttle: createSignInThrottle({ store: store.throttle, nowMs }),
    keys: createKeyRing({ keyPolicy, secretKey: config.secretKey, accessTokenMs }, { store, nowMs }),
    keyPolicy,
    endedNews,
    mailNews,
    mailTexts: createMailTexts(appUrl),
    background:
      deps.background ??
      createBackgroundWork({ waitingMax: backgroundMax, report: deps.onBackgroundError ?? (() => {}) }),
    isVerificationRequired,
    appUrl,
    erasureMs,
    accessTokenMs,
    nowMs,
  }
}

const keyMaxAgeDaysDefault = 90

function createKeyPolicy({ algorithm, keyEncryptionSecrets, keyMaxAgeDays }: TokenConfig): KeyPolicy | null {
  if (algorithm === 'HS256') return null
  const maxAgeMs = (keyMaxAgeDays ?? keyMaxAgeDaysDefault) * 24 * 60 * 60 * 1000
  return { algorithm, cipher: createKeyCipher(keyEncryptionSecrets), maxAgeMs }
}
