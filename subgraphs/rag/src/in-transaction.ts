import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from './db.ts'

/**
 * Runs work in one transaction; an error undoes it all. The embedded database runs one at a time, so that another one may have to
 * end first: nothing but SQL belongs inside.
 */
export function inTransaction<Result>(client: PrismaClient, work: (db: Db) => Promise<Result>): Promise<Result> {
  return client.$transaction(work, { maxWait: 30_000, timeout: 60_000 })
}
