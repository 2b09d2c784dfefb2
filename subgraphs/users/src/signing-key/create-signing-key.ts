import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose'
import type { KeyCipher } from './create-key-cipher.ts'
import type { SigningKey, TokenAlgorithm } from './signing-key.ts'

/** A new key pair, Ed25519 for EdDSA and P-256 for ES256, its private part encrypted. */
export async function createSigningKey(
  algorithm: Exclude<TokenAlgorithm, 'HS256'>,
  now: Date,
  cipher: KeyCipher,
): Promise<SigningKey> {
  const pair = await generateKeyPair(algorithm, { extractable: true })
  const publicJwk = await exportJWK(pair.publicKey)
  const privateJwk = await exportJWK(pair.privateKey)
  const kid = await calculateJwkThumbprint(publicJwk)
  return {
    kid,
    algorithm,
    publicJwk: { ...publicJwk, kid, alg: algorithm, use: 'sig' },
    privateJwk: await cipher.seal({ ...privateJwk, kid, alg: algorithm }),
    createdAt: now,
    retiredAt: null,
  }
}
