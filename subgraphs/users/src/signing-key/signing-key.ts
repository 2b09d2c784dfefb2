/** How access tokens are signed. HS256 uses a shared secret and no stored key. */
export type TokenAlgorithm = 'EdDSA' | 'ES256' | 'HS256'

/** A key pair as it is stored. */
export interface SigningKey {
  /** JWK thumbprint (RFC 7638). */
  readonly kid: string
  readonly algorithm: string
  readonly publicJwk: Readonly<Record<string, unknown>>
  readonly privateJwk: Readonly<Record<string, unknown>>
  readonly createdAt: Date
  /** From then on it signs nothing; may lie ahead. Null while no successor is known. */
  readonly retiredAt: Date | null
}

/**
 * The key to sign with: of those of the algorithm that are not retired, the oldest. A successor is thereby published
 * for a while before it is used, and every verifier knows it by then.
 */
export function chooseSigningKey(keys: readonly SigningKey[], algorithm: string, nowMs: number): SigningKey | null {
  const usable = keys.filter((key) => key.algorithm === algorithm && (key.retiredAt?.getTime() ?? Infinity) > nowMs)
  const [oldest] = usable.toSorted((left, right) => left.createdAt.getTime() - right.createdAt.getTime())
  return oldest ?? null
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
