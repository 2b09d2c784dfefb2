import { readFileSync, statSync } from 'node:fs'
import { LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { readSettingKind, type SettingKind } from './setting-kind.ts'
import { suggestName } from './suggest-name.ts'

/** What a configuration file says, as the environment would say it. */
export interface SettingsFile {
  readonly path: string
  readonly values: Readonly<Record<string, string>>
  /** What is wrong with it, one line each, without the values. */
  readonly faults: readonly string[]
  /** What its owner should know; null when there is nothing. */
  readonly warning: string | null
}

/** Settings by which somebody could come in. */
const secrets = ['ROUTER_SUBGRAPH_SECRET', 'JWT_SECRET_KEY', 'REDIS_URL']
/** Addresses of subgraphs are settings too, named after them. */
const subgraphUrl = /^SUBGRAPH_[A-Z0-9_]{1,100}_URL$/
const bytesMax = 1_048_576
const readableByOthers = 0o004

/** Reads a YAML file of settings under the names they have in the environment. Nothing is thrown: what is wrong is in `faults`. */
export function readSettingsFile(path: string, shape: Readonly<Record<string, z.ZodType>>): SettingsFile {
  try {
    const { size, mode } = statSync(path)
    if (size > bytesMax)
      return { path, values: {}, faults: [`${path}: has more than ${bytesMax} bytes.`], warning: null }
    const { values, faults } = readSettings(readFileSync(path, 'utf8'), path, shape)
    const isOpen = (mode & readableByOthers) !== 0 && secrets.some((name) => name in values)
    const warning = isOpen ? `${path} has secrets and every user of this machine can read it: chmod 600 ${path}` : null
    return { path, values, faults, warning }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unreadable'
    return { path, values: {}, faults: [`${path}: cannot be read (${reason}).`], warning: null }
  }
}

function readSettings(text: string, path: string, shape: Readonly<Record<string, z.ZodType>>) {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  // Messages of the parser, with its place, but not the text: it may be a secret.
  const faults = document.errors.map(
    ({ code, pos }) => `${path}: line ${lines.linePos(pos[0]).line}: is not YAML (${code}).`,
  )
  if (faults.length > 0) return { values: {}, faults }
  const content = toObject(document)
  if (content === null) return { values: {}, faults: [`${path}: has to be names and values, such as COST_MAX: 5000.`] }
  const values: Record<string, string> = {}
  for (const [name, value] of Object.entries(content)) {
    const setting = Object.hasOwn(shape, name) ? shape[name] : undefined
    if (setting === undefined && !subgraphUrl.test(name)) {
      const suggestion = suggestName(name, Object.keys(shape))
      const hint = suggestion === null ? '' : ` Did you mean ${suggestion}?`
      faults.push(`${path}: ${name.slice(0, 100)}: is no setting.${hint}`)
      continue
    }
    const written = write(value, setting === undefined ? 'text' : readSettingKind(setting).kind)
    if (written === null) faults.push(`${path}: ${name}: has to be one value.`)
    else if (written !== '') values[name] = written
  }
  return { values, faults }
}

function toObject(document: ReturnType<typeof parseDocument>): Readonly<Record<string, unknown>> | null {
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 }) ?? {}
    return typeof content === 'object' && !Array.isArray(content) ? (content as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** A value as the environment has it; empty when it is not set, null when it cannot be written so. */
function write(value: unknown, kind: SettingKind): string | null {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  if (kind === 'structure') return JSON.stringify(value)
  if (kind === 'flag' && typeof value === 'boolean') return value ? 'on' : 'off'
  if (kind === 'list' && Array.isArray(value)) {
    const parts = value.map((part) => write(part, 'text'))
    return parts.some((part) => part === null || part.includes(',')) ? null : parts.join(',')
  }
  return typeof value === 'object' ? null : String(value)
}
