import { createHash } from 'node:crypto'
import { createWorkLimit } from '@ree-ai/kit/turns/create-work-limit'
import bcrypt from 'bcrypt'

/** Makes and checks password hashes, off the event loop. */
export interface PasswordHasher {
  readonly hash: (password: string) => Promise<string>
  /**
   * Whether the password belongs to the hash. Without a hash (no such account, or one that cannot sign in) the answer
   * is no and takes as long. `needsRehash` tells that the hash was made at another cost than today's.
   */
  readonly verify: (password: string, hash: string | null) => Promise<PasswordCheck>
}

export interface PasswordCheck {
  readonly isRight: boolean
  readonly needsRehash: boolean
}

/** bcrypt reads no further than this. */
const bcryptBytesMax = 72

/** The cost of every hash in production; tests give a lower one. */
export const defaultBcryptCost = 12

/** Passwords hashed by bcrypt at a cost (2^cost rounds). */
export function createPasswordHasher(options: { readonly cost?: number } = {}): PasswordHasher {
  const cost = options.cost ?? defaultBcryptCost
  // libuv has four threads: two stay free for files and name look-ups.
  // Hashing takes a quarter of a second of a core.
  const runInTurn = createWorkLimit({ runningMax: 2, waitingMax: 200, what: 'sign-ins', retryAfterSeconds: 5 })
  return {
    hash: (password) => runInTurn(() => bcrypt.hash(prepare(password), cost)),
    verify: (password, hash) =>
      runInTurn(async () => {
        const prepared = prepare(password)
        const storedCost = readCost(hash)
        if (hash === null || storedCost === null) {
          await bcrypt.compare(prepared, unmatchableHash(cost))
          return { isRight: false, needsRehash: false }
        }
        const isRight = await bcrypt.compare(prepared, hash)
        if (!isRight) await spendDifference(prepared, storedCost, cost)
        return { isRight, needsRehash: isRight && storedCost !== cost }
      }),
  }
}

/**
 * What bcrypt is given: compatible Unicode forms made equal, so that keyboards agree; what bcrypt would cut off is
 * hashed to 44 characters first.
 */
function prepare(password: string): string {
  const normalized = password.normalize('NFKC')
  if (Buffer.byteLength(normalized) <= bcryptBytesMax) return normalized
  return createHash('sha256').update(normalized).digest('base64')
}

function readCost(hash: string | null): number | null {
  const cost = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/.exec(hash ?? '')?.[1]
  return cost === undefined ? null : Number(cost)
}

/** A hash in form, which no password is known to have; checking it takes as long as any of its cost. */
function unmatchableHash(cost: number): string {
  return `$2b$${String(cost).padStart(2, '0')}$${'.'.repeat(53)}`
}

/** 2^c + 2^c + 2^(c+1) + ... + 2^(n-1) = 2^n: after a wrong password an old, cheaper hash has taken as long as a new one. */
async function spendDifference(prepared: string, storedCost: number, cost: number): Promise<void> {
  for (let step = storedCost; step < cost; step += 1) await bcrypt.compare(prepared, unmatchableHash(step))
}
