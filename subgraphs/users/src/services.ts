import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { createPasswordHasher, type PasswordHasher } from './password/create-password-hasher.ts'
import { loadCommonPasswords } from './password/load-common-passwords.ts'
import { createEndedNews, type EndedNews } from './session/create-ended-news.ts'
import type { EndedSession } from './session/session-store.ts'
import { createKeyRing, type KeyRing } from './signing-key/create-key-ring.ts'
import type { TokenAlgorithm } from './signing-key/signing-key.ts'
import { createStore, type Store } from './store.ts'
import { createSignInThrottle, type SignInThrottle } from './throttle/create-sign-in-throttle.ts'

/** How access tokens are made. */
export interface TokenConfig {
  readonly algorithm: TokenAlgorithm
  /** For HS256, and for it only: at least 32 characters. */
  readonly secretKey?: string
  readonly accessTokenMinutes: number
}

/** What the work of this subgraph is done with. */
export interface Services {
  readonly store: Store
  readonly passwords: PasswordHasher
  readonly isCommonPassword: (password: string) => boolean
  readonly throttle: SignInThrottle
  readonly keys: KeyRing
  readonly endedNews: EndedNews
  readonly accessTokenMs: number
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

export function createServices(
  config: TokenConfig,
  deps: {
    readonly client: PrismaClient
    readonly nowMs: () => number
    /** The default is right everywhere but in tests. */
    readonly bcryptCost?: number
    /** Told of sessions that these services have ended. */
    readonly onSessionsEnded?: (sessions: readonly EndedSession[]) => void
  },
): Services {
  const { nowMs } = deps
  const endedNews = createEndedNews()
  const store = createStore(deps.client, (sessions) => {
    endedNews.announce()
    deps.onSessionsEnded?.(sessions)
  })
  const accessTokenMs = config.accessTokenMinutes * 60_000
  return {
    store,
    passwords: createPasswordHasher({ cost: deps.bcryptCost }),
    isCommonPassword: loadCommonPasswords(),
    throttle: createSignInThrottle({ store: store.throttle, nowMs }),
    keys: createKeyRing({ ...config, accessTokenMs }, { store, nowMs }),
    endedNews,
    accessTokenMs,
    nowMs,
  }
}
