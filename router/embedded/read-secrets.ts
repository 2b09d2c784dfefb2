import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Secrets of one embedded platform, made at its first start. */
export interface Secrets {
  /** Signs requests between router and subgraphs, and the tokens of services. */
  readonly routerSubgraph: string
}

/** The secrets kept in a data folder (readable by its owner alone), made when they are not there yet. */
export function readSecrets(dataDir: string): Secrets {
  const file = join(dataDir, 'secrets.json')
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets
  const secrets = createSecrets()
  mkdirSync(dataDir, { recursive: true })
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 })
  return secrets
}

/** New secrets, kept nowhere. */
export function createSecrets(): Secrets {
  return { routerSubgraph: randomBytes(32).toString('hex') }
}
