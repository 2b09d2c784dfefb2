import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { Presets, SingleBar } from 'cli-progress'
import { FindUserDocument, ImportPropertiesDocument, type ImportPropertiesMutation } from '../generated/operations.ts'
import { connect } from './connect.ts'

/** `npm run import -- FILE`: loads listings from CSV, JSON or NDJSON through the public API. */
const usage = `npm run import -- FILE [options]

  FILE              CSV, JSON (an array) or NDJSON, told by its ending
  --mapping NAME    reso (default), uci, king-county, valencia, nyc, airbnb, or the path of a mapping file (docs/import.md)
  --source NAME     names the origin; with each row's own key it identifies a listing. Default: the mapping's name
  --owner EMAIL     whom the listings belong to. Default: the sample account
  --refusals N      how many refusals to print (20)

Talks to the platform at ROUTER_URL or ROUTER_PORT when one runs, else opens the data folder DATA_DIR itself.`

console.log(usage, createReadStream, existsSync, readFileSync, statSync, parseArgs, Presets, SingleBar, FindUserDocument, ImportPropertiesDocument, connect)
export type Job = ImportPropertiesMutation
