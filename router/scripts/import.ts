import { existsSync, readFileSync } from 'node:fs'
import { basename, extname, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Encoding, encodings } from '@ree-ai/properties/import/detect-encoding'
import { mappingNames } from '@ree-ai/properties/import/load-mapping'
import { readRows, tellFormat } from '@ree-ai/properties/import/read-rows'
import { connect } from './connect.ts'
import { createProgressBar } from './create-progress-bar.ts'
import { createRejectsWriter } from './create-rejects-writer.ts'
import { findOwner } from './find-owner.ts'
import { importFile } from './import-file.ts'
import { printImportTotals } from './print-import-totals.ts'
import { showColumns } from './show-columns.ts'

/** `npm run import -- FILE`: loads listings from CSV, JSON or NDJSON through the public API. */
const usage = `npm run import -- FILE [options]

  FILE               CSV, JSON (an array) or NDJSON, told by its ending
  --columns          only shows the file's columns with examples, and what they seem to mean
  --map-only OUT     the same, and writes the proposed mapping to OUT.json, to be looked through and given to --mapping
  --mapping NAME     ${mappingNames.join(', ')}, or a mapping file of your own (docs/import.md); reso when left out
  --dry-run          checks every row and writes nothing
  --rejects OUT      writes the refused rows with the reasons to OUT.csv or OUT.ndjson, to be mended and imported again
  --source NAME      names the origin; with each row's own key it identifies a listing. Default: the mapping's name
  --owner EMAIL      whom the listings belong to. Default: the sample account that npm start made
  --restore-deleted  brings back listings that their owner deleted; else their rows are skipped
  --refuse-duplicates  refuses rows that offer again what the owner has listed; else they are imported with a warning
  --encoding NAME    ${encodings.join(', ')}; told by the file's bytes when left out
  --refusals N       how many refusals to print; 20 by default

It ends with status 1 when the file could not be read to its end, or nothing of it could be used. It talks to the platform at
ROUTER_URL or ROUTER_PORT when one runs, else it opens the data folder DATA_DIR itself.`

try {
  const options = {
    columns: { type: 'boolean' },
    'map-only': { type: 'string' },
    mapping: { type: 'string' },
    'dry-run': { type: 'boolean' },
    rejects: { type: 'string' },
    source: { type: 'string' },
    owner: { type: 'string' },
    'restore-deleted': { type: 'boolean' },
    'refuse-duplicates': { type: 'boolean' },
    encoding: { type: 'string' },
    refusals: { type: 'string' },
  } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [file] = positionals
  if (file === undefined) {
    console.log(usage)
    process.exit(1)
  }
  if (positionals.length > 1)
    throw new Error(`One file at a time: ${positionals.join(', ')} are ${positionals.length}.`)
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`)
  const format = tellFormat(file)
  const encoding = readEncoding(values.encoding)
  if (values.columns || values['map-only'] !== undefined)
    await showColumns(file, { format, encoding, writeTo: values['map-only'] })
  else await run(file, values, { format, encoding })
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

async function run(
  file: string,
  values: Readonly<Record<string, string | boolean | undefined>>,
  reading: { readonly format: ReturnType<typeof tellFormat>; readonly encoding: Encoding | undefined },
): Promise<void> {
  const mapping = String(values.mapping ?? 'reso')
  const isOwnMapping = extname(mapping) === '.json'
  const given = isOwnMapping ? { mapping: readMappingFile(mapping) } : { mappingName: mapping }
  if (values.rejects !== undefined && resolve(String(values.rejects)) === resolve(file))
    throw new Error('--rejects names the file that is read; name another.')
  const rejects = values.rejects === undefined ? null : createRejectsWriter(String(values.rejects), reading.format)
  const isDryRun = values['dry-run'] === true
  const connection = await connect('import', ['properties:import', 'users:read', 'users:write'], process.env)
  try {
    const totals = await importFile(file, {
      router: connection.router,
      rows: readRows(file, reading),
      source: String(values.source ?? basename(mapping, '.json')),
      mapping: given,
      ownerId: await findOwner(connection.router, values.owner?.toString() ?? connection.defaultOwner),
      dryRun: isDryRun,
      restoreDeleted: values['restore-deleted'] === true,
      refuseDuplicates: values['refuse-duplicates'] === true,
      rejects,
    })
    printImportTotals(totals, { isDryRun, refusalsShown: Number(values.refusals ?? 20) })
    const rejected = (await rejects?.close()) ?? 0
    if (rejected > 0)
      console.log(`What was refused (${rejected}) is in ${values.rejects}: mend it and import that file.`)
    // A script must notice that something of the file is missing altogether.
    if (totals.brokenOff !== null || totals.refused === totals.total) process.exitCode = 1
    if (!isDryRun && totals.created + totals.updated > 0) {
      const bar = createProgressBar('Bringing the search index up to date')
      await connection.syncIndex((done, total) => bar.update(done, `${done} of ${total} listings`, total))
      bar.stop()
    }
  } finally {
    await connection.close()
  }
}

function readMappingFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) throw new Error(`There is no mapping file ${path}.`)
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
}

function readEncoding(given: string | undefined): Encoding | undefined {
  if (given === undefined) return undefined
  const encoding = encodings.find((one) => one === given.toLowerCase())
  if (encoding === undefined) throw new Error(`--encoding must be one of ${encodings.join(', ')}.`)
  return encoding
}
