import { PrismaPg } from '@prisma/adapter-pg'
import { Client } from 'pg'
import type { Registry } from 'prom-client'
import { createDatabaseMetrics } from './create-database-metrics.ts'
import type { Database } from './database.ts'
import { PrismaClient } from './generated/prisma/client.ts'
import { migrate } from './migrate.ts'

/**
 * A PostgreSQL server, 14 or later. Brings its tables up to date; several processes may start at once. `warn` is told
 * when the server lacks pgvector, for then searches rank by words alone.
 */
export async function openPostgresDatabase(options: {
  readonly url: string
  readonly connections?: number
  readonly registry?: Registry
  readonly warn: (message: string) => void
}): Promise<Database> {
  const hasVectors = await prepare(options.url)
  if (!hasVectors)
    options.warn(
      'The PostgreSQL server has no pgvector extension: the vector leg of searches is off until it is installed and the service started again.',
    )
  const adapter = new PrismaPg({
    connectionString: options.url,
    max: options.connections ?? 10,
    // Compiling a statement takes longer than any of ours runs.
    options: '-c jit=off',
    connectionTimeoutMillis: 5_000,
  })
  const plain = new PrismaClient({ adapter })
  const client = options.registry === undefined ? plain : plain.$extends(createDatabaseMetrics(options.registry))
  return { client: client as PrismaClient, hasVectors, close: () => plain.$disconnect() }
}

async function prepare(url: string): Promise<boolean> {
  const connection = new Client({ connectionString: url })
  await connection.connect()
  try {
    await migrate({
      query: (sql, parameters) => connection.query(sql, parameters === undefined ? undefined : [...parameters]),
      runScript: async (sql) => void (await connection.query(sql)),
    })
    const { rows } = await connection.query<{ ready: boolean }>('SELECT "rag"."ensure_vectors"() AS ready')
    return rows[0]?.ready === true
  } finally {
    await connection.end()
  }
}
