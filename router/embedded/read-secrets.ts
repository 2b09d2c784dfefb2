import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Secrets of one embedded platform, made at its first start. */
export interface Secrets {
  /** Signs requests between router and subgraphs, and the tokens of services. */
  readonly routerSubgraph: string
  /** Encrypts the private keys of access tokens in the database. */
  readonly keyEncryption: string
}

/** The secrets kept in a data folder (readable by its owner alone), made when they are not there yet. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  const kept = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Secrets>) : {}
  const secrets = { ...createSecrets(), ...kept }
  if (Object.keys(kept).length === Object.keys(secrets).length) return secrets
  // A new folder, or one of an earlier version, which had fewer. Renamed, so that no start finds half a file.
  mkdirSync(dataDir, { recursive: true })
  const unfinished = `${file}.${process.pid}`
  writeFileSync(unfinished, JSON.stringify(secrets), { mode: 0o600 })
  renameSync(unfinished, file)
  return secrets
}

/** New secrets, kept nowhere. */
export function createSecrets(): Secrets {
  return { routerSubgraph: randomBytes(32).toString('hex'), keyEncryption: randomBytes(32).toString('hex') }
}
