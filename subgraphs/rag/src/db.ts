import type { Prisma } from '@ree-ai/db/generated/prisma/client'

/** The database, or one transaction on it. */
export type Db = Prisma.TransactionClient
