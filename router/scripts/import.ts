import { existsSync, readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { parseArgs } from 'node:util'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { readRows } from '@ree-ai/properties/import/read-rows'
import { FindUserDocument } from '../generated/operations.ts'
import { connect } from './connect.ts'
import { type ImportTotals, importFile } from './import-file.ts'

/** `npm run import -- FILE`: loads listings from CSV, JSON or NDJSON through the public API. */
const usage = `npm run import -- FILE [options]

  FILE              CSV, JSON (an array) or NDJSON, told by its ending
  --mapping NAME    reso (default), uci, king-county, valencia, nyc, airbnb, or a mapping file of your own (docs/import.md)
  --source NAME     names the origin; with each row's own key it identifies a listing. Default: the mapping's name
  --owner EMAIL     whom the listings belong to. Default: the sample account that npm start made
  --refusals N      how many refusals to print; 20 by default

It ends with status 1 when every row was refused. It talks to the platform at ROUTER_URL or ROUTER_PORT when one runs, else it opens the data folder DATA_DIR itself.`

try {
  const options = {
    mapping: { type: 'string' },
    source: { type: 'string' },
    owner: { type: 'string' },
    refusals: { type: 'string' },
  } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [file] = positionals
  if (file === undefined) {
    console.log(usage)
    process.exit(1)
  }
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const mapping = values.mapping ?? 'reso'
  const isOwnMapping = extname(mapping) === '.json'
  const connection = await connect('import', ['properties:import', 'users:read', 'users:write'], process.env)
  try {
    const totals = await importFile(file, {
      router: connection.router,
      rows: readRows(file),
      source: values.source ?? basename(mapping, '.json'),
      mapping: isOwnMapping
        ? { mapping: JSON.parse(readFileSync(mapping, 'utf8')) as Record<string, unknown> }
        : { mappingName: mapping },
      ownerId: await findOwner(connection.router, values.owner ?? connection.defaultOwner),
    })
    printTotals(totals, Number(values.refusals ?? 20))
    // A script must notice that nothing of a file could be used.
    if (totals.total > 0 && totals.refused === totals.total) process.exitCode = 1
    if (totals.created + totals.updated > 0) {
      console.log('Bringing the search index up to date ...')
      await connection.syncIndex()
    }
  } finally {
    await connection.close()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function findOwner(router: RouterClient, email: string | null): Promise<string> {
  if (email === null) throw new Error('Say with --owner EMAIL whom the listings belong to.')
  const { users } = await router(FindUserDocument, { text: email })
  const owner = users.edges.find(({ node }) => node.email?.toLowerCase() === email.toLowerCase())
  if (owner === undefined)
    throw new Error(`There is no account with the address ${email}. Register it first, or name another with --owner.`)
  return owner.node.id
}

function printTotals(totals: ImportTotals, refusalsShown: number): void {
  const { created, updated, unchanged, skipped, refused, total } = totals
  console.log(
    `${total} rows: ${created} created, ${updated} updated, ${unchanged} unchanged, ${skipped} skipped by the mapping, ${refused} refused.`,
  )
  for (const { line, path, reason } of totals.refusals.slice(0, refusalsShown))
    console.log(`  line ${line}, ${path}: ${reason}`)
  const rest = totals.refusals.length - refusalsShown
  if (rest > 0) console.log(`  ... and ${rest} more; --refusals ${totals.refusals.length} shows all.`)
}
