import { parseArgs } from 'node:util'
import { tellFormat } from '@ree-ai/properties/import/read-rows'
import { standardStatuses } from '@ree-ai/properties/listing/listing'
import { connect } from './connect.ts'
import { exportFile } from './export-file.ts'
import { findOwner } from './find-owner.ts'

/** `npm run export -- FILE`: writes listings to CSV, JSON or NDJSON, as `npm run import -- FILE --mapping export` takes them. */
const usage = `npm run export -- FILE [options]

  FILE            CSV, JSON (an array) or NDJSON, told by its ending
  --owner EMAIL   only this account's listings
  --status LIST   only these statuses, with commas between: ${standardStatuses.join(', ')}

Deleted listings are left out. It talks to the platform at ROUTER_URL or ROUTER_PORT when one runs, else it opens the data folder
DATA_DIR itself.`

try {
  const options = { owner: { type: 'string' }, status: { type: 'string' } } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [file] = positionals
  if (file === undefined || positionals.length > 1) {
    console.log(usage)
    process.exit(1)
  }
  const format = tellFormat(file)
  const standardStatus = values.status?.split(',').map((status) => {
    const known = standardStatuses.find((one) => one === status.trim().toUpperCase())
    if (known === undefined) throw new Error(`--status must be of ${standardStatuses.join(', ')}.`)
    return known
  })
  const connection = await connect('export', ['properties:review', 'users:read', 'users:write'], process.env)
  try {
    const ownerId = values.owner === undefined ? null : await findOwner(connection.router, values.owner)
    const filter = standardStatus === undefined ? null : { standardStatus }
    const count = await exportFile(file, { router: connection.router, format, filter, ownerId })
    console.log(`${count} listings are in ${file}. They come back with: npm run import -- ${file} --mapping export`)
  } finally {
    await connection.close()
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
