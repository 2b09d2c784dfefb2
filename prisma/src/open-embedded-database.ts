import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { citext } from '@electric-sql/pglite/contrib/citext'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { vector } from '@electric-sql/pglite-pgvector'
import { PrismaPGlite } from 'pglite-prisma-adapter'
import type { Registry } from 'prom-client'
import { createDatabaseMetrics } from './create-database-metrics.ts'
import type { Database } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { lockFolder } from './lock-folder.ts'
import { migrate } from './migrate.ts'

/**
 * PostgreSQL inside this process, its files in a folder, or in memory when none is given; `image` is what it starts
 * from then. Brings its tables up to date. Throws when another process holds the folder.
 */
export async function openEmbeddedDatabase(
  options: { readonly folder?: string; readonly image?: Blob; readonly registry?: Registry } = {},
): Promise<Database> {
  const unlock = options.folder === undefined ? () => {} : lockFolder(options.folder)
  try {
    const pglite = await createPglite(options)
    await migratePglite(pglite)
    const plain = new PrismaClient({ adapter: new PrismaPGlite(pglite) })
    const client = options.registry === undefined ? plain : plain.$extends(createDatabaseMetrics(options.registry))
    return {
      client: client as PrismaClient,
      hasVectors: true,
      close: async () => {
        await plain.$disconnect()
        await pglite.close()
        unlock()
      },
    }
  } catch (error) {
    unlock()
    throw error
  }
}

/** The server alone, without tables. */
export function createPglite(options: { readonly folder?: string; readonly image?: Blob }): Promise<PGlite> {
  const dataDir = options.folder === undefined ? undefined : join(options.folder, 'pg18')
  return PGlite.create({ dataDir, loadDataDir: options.image, extensions: { vector, pg_trgm, citext } })
}

export async function migratePglite(pglite: PGlite): Promise<void> {
  await migrate({
    query: async (sql, parameters) => pglite.query(sql, parameters === undefined ? undefined : [...parameters]),
    runScript: async (sql) => void (await pglite.exec(sql)),
  })
}
