import { z } from 'zod'

/** What a faulty environment is told: every fault at once, with the name, the reason and an example. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/**
 * Reads a service's configuration from the environment. Empty strings count as not set. All faults are reported
 * together in one ConfigError; the example of a setting is its schema's `meta({ example })`. Values are never echoed,
 * for they may be secrets. `faults` found elsewhere are reported with them; `origin` says where a setting came from.
 */
export function loadConfig<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Readonly<Record<string, string | undefined>>,
  options: { readonly faults?: readonly string[]; readonly origin?: (name: string) => string | null } = {},
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const result = schema.safeParse(given)
  const faults = options.faults?.map((fault) => `  ${fault}`) ?? []
  if (result.success && faults.length === 0) return result.data
  const found = (result.error?.issues ?? []).map((issue) => {
    const name = String(issue.path[0] ?? '')
    const meta = z.globalRegistry.get(schema.shape[name] as z.ZodType) as { example?: string } | undefined
    const example = meta?.example === undefined ? '' : ` Example: ${name}=${meta.example}`
    const origin = options.origin?.(name)
    return `  ${origin ? `${origin}: ` : ''}${name}: ${issue.message}.${example}`
  })
  const lines = [...faults, ...found]
  throw new ConfigError(`The configuration has ${lines.length} fault(s):\n${lines.join('\n')}`)
}
