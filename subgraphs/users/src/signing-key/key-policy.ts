import type { KeyCipher } from './create-key-cipher.ts'
import type { TokenAlgorithm } from './signing-key.ts'

/** How key pairs are made and kept. */
export interface KeyPolicy {
  readonly algorithm: Exclude<TokenAlgorithm, 'HS256'>
  readonly cipher: KeyCipher
  /** A key is given a successor at this age, in ms. */
  readonly maxAgeMs: number
}
