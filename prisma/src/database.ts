import type { PrismaClient } from './generated/prisma/client.ts'

/** An open database. Stores take `client`; whoever opened it closes it. */
export interface Database {
  readonly client: PrismaClient
  /** Whether pgvector is there: without it the vector leg of searches is off. */
  readonly hasVectors: boolean
  readonly close: () => Promise<void>
}
