/**
 * Where the bytes of uploaded pictures lie. Keys are ours (`ab/<id>-large.webp`), never a client's. Objects are small
 * (a few MB) and are handed over whole, so that one that was cut short is noticed, and read again, before anybody sees it.
 */
export interface PhotoStorage {
  /** Replaces what was there. Whoever reads meanwhile gets the old bytes or the new ones, never a part. */
  readonly put: (key: string, bytes: Buffer, contentType: string) => Promise<void>
  /** Null when there is nothing under this key. */
  readonly get: (key: string) => Promise<Buffer | null>
  /** Nothing happens when there is nothing under this key. */
  readonly remove: (key: string) => Promise<void>
}
