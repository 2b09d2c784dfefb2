/** How access tokens are signed. HS256 uses a shared secret and no stored key. */
export type TokenAlgorithm = 'EdDSA' | 'ES256' | 'HS256'

/** A key pair as it is stored. */
export interface SigningKey {
  /** JWK thumbprint (RFC 7638). */
  readonly kid: string
  readonly algorithm: string
  readonly publicJwk: Readonly<Record<string, unknown>>
  /** As it is stored: `{ jwe }`, encrypted; a JWK as it is in rows of earlier versions. See KeyCipher. */
  readonly privateJwk: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  /** From then on it signs nothing; may lie ahead. Null while no successor is known. */
  readonly retiredAt: Date | null
}

/**
 * The key to sign with: of those of the algorithm that are not retired, the one that retires first. A successor is
 * thereby published for a while before it is used, and every verifier knows it by then.
 */
export function chooseSigningKey(keys: readonly SigningKey[], algorithm: string, nowMs: number): SigningKey | null {
  const usable = keys
    .map((key) => ({ key, retiredAtMs: key.retiredAt?.getTime() ?? Number.MAX_SAFE_INTEGER }))
    .filter(({ key, retiredAtMs }) => key.algorithm === algorithm && retiredAtMs > nowMs)
  const [first] = usable.toSorted(
    (left, right) =>
      left.retiredAtMs - right.retiredAtMs || left.key.createdAt.getTime() - right.key.createdAt.getTime(),
  )
  return first?.key ?? null
}

/** Clocks differ, and replicas learn of a rotation a little later: retired keys stay published this much longer. */
export const publishMarginMs = 5 * 60 * 1000

/** The keys to publish: all but those whose last token has expired. */
export function choosePublishedKeys(
  keys: readonly SigningKey[],
  accessTokenMs: number,
  nowMs: number,
): readonly SigningKey[] {
  return keys.filter(
    ({ retiredAt }) => retiredAt === null || retiredAt.getTime() + accessTokenMs + publishMarginMs > nowMs,
  )
}
