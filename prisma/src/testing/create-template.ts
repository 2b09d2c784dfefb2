import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createPglite, migratePglite } from '../open-embedded-database.ts'

/**
 * Vitest's global set-up: makes an empty, migrated database once and keeps its image, named by the migrations, so that
 * each test file starts from a copy in half a second instead of five.
 */
export async function setup(): Promise<void> {
  const file = templateFile()
  if (existsSync(file)) return
  const pglite = await createPglite({})
  await migratePglite(pglite)
  const image = await pglite.dumpDataDir('none')
  await pglite.close()
  // Two runs at once may both get here: a rename never shows half a file.
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, Buffer.from(await image.arrayBuffer()))
  renameSync(unfinished, file)
}

/** Where the image of the present migrations is. */
export function templateFile(): string {
  const folder = fileURLToPath(new URL('../../migrations', import.meta.url))
  const hash = createHash('sha256').update(readFileSync(new URL('../../package.json', import.meta.url)))
  for (const name of readdirSync(folder).sort()) {
    if (!name.includes('.')) hash.update(name).update(readFileSync(join(folder, name, 'migration.sql')))
  }
  return join(tmpdir(), `ree-ai-template-${hash.digest('hex').slice(0, 16)}.tar`)
}
