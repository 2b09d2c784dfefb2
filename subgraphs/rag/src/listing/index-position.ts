import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { indexVersion } from '../index/index-version.ts'

/** Another way of indexing starts over at the beginning of the log. */
const name = `listings/${indexVersion}`

/** How far the change log was followed; null at its beginning. */
export async function readPosition(client: PrismaClient): Promise<string | null> {
  return (await client.indexPosition.findUnique({ where: { name } }))?.position ?? null
}

/** Moves on from a position, for the rest of the transaction; false when another replica has moved it meanwhile. */
export async function movePosition(db: Db, from: string | null, to: string | null): Promise<boolean> {
  await db.$executeRaw`INSERT INTO "rag"."IndexPosition" ("name") VALUES (${name}) ON CONFLICT DO NOTHING`
  const moved = await db.$executeRaw`
    UPDATE "rag"."IndexPosition" SET "position" = ${to}::text
    WHERE "name" = ${name} AND "position" IS NOT DISTINCT FROM ${from}::text`
  return moved === 1
}
