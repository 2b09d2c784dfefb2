import { type CryptoKey, importJWK } from 'jose'
import type { Store } from '../store.ts'
import type { KeyCipher } from './create-key-cipher.ts'
import { createSigningKey } from './create-signing-key.ts'
import type { KeyPolicy } from './key-policy.ts'
import { choosePublishedKeys, chooseSigningKey, type SigningKey, type TokenAlgorithm } from './signing-key.ts'

/** What a token is signed with. */
export interface TokenKey {
  readonly algorithm: TokenAlgorithm
  /** Null for a shared secret. */
  readonly kid: string | null
  readonly key: CryptoKey | Uint8Array
}

/** The keys of access tokens. */
export interface KeyRing {
  /** The key to sign with now; made when there is none. */
  readonly getCurrent: () => Promise<TokenKey>
  /** The public parts that verifiers need, as a JSON Web Key Set (RFC 7517). Empty with a shared secret. */
  readonly getPublicKeySet: () => Promise<{ readonly keys: readonly Readonly<Record<string, unknown>>[] }>
  /** The key that signs now, as far as it may be told; null with a shared secret. */
  readonly describeCurrent: () => Promise<{ readonly kid: string; readonly createdAt: Date } | null>
}

export interface KeyRingConfig {
  /** Null for HS256. */
  readonly keyPolicy: KeyPolicy | null
  /** At least 32 characters; for HS256 only. */
  readonly secretKey?: string
  readonly accessTokenMs: number
}

/** How long a replica may not notice a rotation; far less than the successor's time of being published only. */
const cacheMs = 60_000

export function createKeyRing(
  config: KeyRingConfig,
  deps: { readonly store: Store; readonly nowMs: () => number },
): KeyRing {
  if (config.keyPolicy === null) return createSecretKeyRing(config.secretKey)
  const { keyPolicy } = config
  const { algorithm, cipher } = keyPolicy
  const imported = new Map<string, CryptoKey>()
  let cached: { readonly keys: Promise<readonly SigningKey[]>; readonly atMs: number } | null = null

  const loadKeys = () => {
    const nowMs = deps.nowMs()
    if (cached === null || nowMs - cached.atMs >= cacheMs) {
      const keys = ensureSigningKey(deps.store, keyPolicy, nowMs)
      cached = { keys, atMs: nowMs }
      // A failure is not kept: the next caller tries again.
      keys.catch(() => {
        if (cached?.keys === keys) cached = null
      })
    }
    return cached.keys
  }

  const findCurrent = async () => {
    const current = chooseSigningKey(await loadKeys(), algorithm, deps.nowMs())
    if (current !== null) return current
    cached = null
    throw new Error('The signing key was retired without a successor.')
  }

  return {
    async getCurrent() {
      const current = await findCurrent()
      const key = imported.get(current.kid) ?? (await importPrivateKey(current, cipher))
      imported.set(current.kid, key)
      return { algorithm, kid: current.kid, key }
    },
    async getPublicKeySet() {
      await loadKeys()
      const published = choosePublishedKeys(await deps.store.signingKeys.list(), config.accessTokenMs, deps.nowMs())
      return { keys: published.map((key) => key.publicJwk) }
    },
    async describeCurrent() {
      const { kid, createdAt } = await findCurrent()
      return { kid, createdAt }
    },
  }
}

function createSecretKeyRing(secretKey: string | undefined): KeyRing {
  if (secretKey === undefined || secretKey.length < 32)
    throw new Error('HS256 needs JWT_SECRET_KEY of at least 32 characters.')
  const key = new TextEncoder().encode(secretKey)
  return {
    getCurrent: async () => ({ algorithm: 'HS256', kid: null, key }),
    getPublicKeySet: async () => ({ keys: [] }),
    describeCurrent: async () => null,
  }
}

/** All keys, after making the first when none can sign. Replicas that start together end up with one. */
async function ensureSigningKey(
  store: Store,
  { algorithm, cipher }: KeyPolicy,
  nowMs: number,
): Promise<readonly SigningKey[]> {
  const keys = await store.signingKeys.list()
  if (chooseSigningKey(keys, algorithm, nowMs) !== null) return keys
  const created = await createSigningKey(algorithm, new Date(nowMs), cipher)
  return store.inTransaction(async (stores) => {
    await stores.signingKeys.lock()
    const current = await stores.signingKeys.list()
    if (chooseSigningKey(current, algorithm, nowMs) !== null) return current
    await stores.signingKeys.add(created)
    const detail = { kid: created.kid, algorithm }
    const event = { action: 'SIGNING_KEY_CREATED', userId: null, actorId: null, clientAddress: null, detail } as const
    await stores.audit.add(event, created.createdAt)
    return [...current, created]
  })
}

async function importPrivateKey(key: SigningKey, cipher: KeyCipher): Promise<CryptoKey> {
  const privateJwk = await cipher.open(key.privateJwk, key.kid)
  const imported = await importJWK({ ...privateJwk, kty: String(privateJwk.kty) }, key.algorithm)
  if (imported instanceof Uint8Array) throw new Error(`Signing key ${key.kid} is not a key pair.`)
  return imported
}
