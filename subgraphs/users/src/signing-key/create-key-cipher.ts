import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'

type Jwk = Readonly<Record<string, unknown>>

/** Encrypts private keys where they are stored: who reads the database cannot sign tokens. */
export interface KeyCipher {
  /** What to store of a private key: a JWE (RFC 7516, `dir` with A256GCM) under the first secret. */
  readonly seal: (privateJwk: Jwk) => Promise<{ readonly jwe: string }>
  /** The private key with a `kid`, from what is stored. Rejects when no secret opens it, or it is another key. */
  readonly open: (stored: Jwk, kid: string) => Promise<Jwk>
  /** Whether it is stored as `seal` would: neither readable nor under an earlier secret. */
  readonly isCurrent: (stored: Jwk) => boolean
}

/**
 * The cipher of some secrets of at least 32 characters: the first one encrypts, all of them decrypt, so that secrets can
 * be replaced. Keys stored before there was a secret are readable, and are read.
 */
export function createKeyCipher(secrets: readonly string[]): KeyCipher {
  const keys = secrets.map((secret) => ({
    id: derive(secret, 'id', 9).toString('base64url'),
    key: derive(secret, 'key', 32),
  }))
  const [current] = keys
  return {
    async seal(privateJwk) {
      if (current === undefined) throw new Error('There is no KEY_ENCRYPTION_SECRET to encrypt signing keys with.')
      const header = { alg: 'dir', enc: 'A256GCM', kid: current.id }
      const text = new TextEncoder().encode(JSON.stringify(privateJwk))
      return { jwe: await new CompactEncrypt(text).setProtectedHeader(header).encrypt(current.key) }
    },
    async open(stored, kid) {
      const jwk = typeof stored.jwe === 'string' ? await decrypt(stored.jwe, kid) : stored
      // Rows that were exchanged in the database would sign with a key that nobody expects.
      if (jwk.kid !== kid) throw new Error(`What is stored for signing key ${kid} is another key.`)
      return jwk
    },
    isCurrent: ({ jwe }) => typeof jwe === 'string' && current !== undefined && readKeyId(jwe) === current.id,
  }

  async function decrypt(jwe: string, kid: string): Promise<Jwk> {
    const id = readKeyId(jwe)
    const secret = keys.find((key) => key.id === id)
    if (secret === undefined)
      throw new Error(`Signing key ${kid} is encrypted under a secret that KEY_ENCRYPTION_SECRET does not hold.`)
    const options = { keyManagementAlgorithms: ['dir'], contentEncryptionAlgorithms: ['A256GCM'] }
    const { plaintext } = await compactDecrypt(jwe, secret.key, options)
    return JSON.parse(new TextDecoder().decode(plaintext)) as Jwk
  }
}

function readKeyId(jwe: string): string | undefined {
  return decodeProtectedHeader(jwe).kid
}

/** Bytes for one purpose from a secret (RFC 5869). */
function derive(secret: string, purpose: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `ree-ai signing keys: ${purpose}`, bytes))
}
