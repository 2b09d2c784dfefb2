import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One connection that runs SQL; a script may hold several statements. */
export interface SqlConnection {
  readonly query: (
    sql: string,
    parameters?: readonly unknown[],
  ) => Promise<{ readonly rows: readonly Record<string, unknown>[] }>
  readonly runScript: (sql: string) => Promise<void>
}

/** Prisma's own advisory lock for migrations: either can continue the other's work, never both at once. */
const lockKey = 72707369

const ledgerSql = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL,
  "checksum" VARCHAR(64) NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL,
  "logs" TEXT,
  "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
  "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`

/**
 * Applies the migrations that the database does not have yet, each in a transaction with its ledger row, as
 * `prisma migrate deploy` would. Returns their names. Throws when a migration applied before has another text now.
 */
export async function migrate(connection: SqlConnection): Promise<readonly string[]> {
  const folder = fileURLToPath(new URL('../migrations', import.meta.url))
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
  const applied: string[] = []
  await connection.runScript(ledgerSql)
  for (const name of names) {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8')
    if (await applyOne(connection, name, sql)) applied.push(name)
  }
  return applied
}

async function applyOne(connection: SqlConnection, name: string, sql: string): Promise<boolean> {
  const checksum = createHash('sha256').update(sql).digest('hex')
  await connection.runScript('BEGIN')
  try {
    await connection.query('SELECT pg_advisory_xact_lock($1)', [lockKey])
    const { rows } = await connection.query(
      'SELECT "checksum" FROM "_prisma_migrations" WHERE "migration_name" = $1 AND "rolled_back_at" IS NULL',
      [name],
    )
    const known = rows[0]?.checksum
    if (known !== undefined && known !== checksum) {
      throw new Error(
        `Migration ${name} was applied with another text. Restore the file; write a new migration for changes.`,
      )
    }
    if (known === undefined) {
      await connection.runScript(sql)
      await connection.query(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
         VALUES ($1, $2, $3, now(), now(), 1)`,
        [randomUUID(), checksum, name],
      )
    }
    await connection.runScript('COMMIT')
    return known === undefined
  } catch (error) {
    await connection.runScript('ROLLBACK')
    throw error
  }
}
