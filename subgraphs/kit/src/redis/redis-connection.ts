import type { Redis } from 'ioredis'

/** A way to one Redis server, which may come and go. */
export interface RedisConnection {
  /**
   * Runs commands and returns their result. Rejects when Redis takes longer than the time it has, and at once while it is
   * known to be away. No error holds an address, a password or an argument. A command that timed out may still have run.
   */
  readonly run: <Result>(command: (client: Redis) => Promise<Result>) => Promise<Result>
  /** Whether Redis answered last. */
  readonly isUp: () => boolean
  /** Resolves when Redis answers, or after `timeoutMs` without: whether it does. */
  readonly waitUntilUp: (timeoutMs: number) => Promise<boolean>
  /** Calls `listener` with each message of a channel, also after Redis was away; what was sent meanwhile is lost. */
  readonly subscribe: (channel: string, listener: (message: string) => void) => void
  readonly close: () => void
}
