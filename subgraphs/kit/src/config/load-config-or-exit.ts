import type { z } from 'zod'
import { ConfigError, loadConfig } from './load-config.ts'

/** loadConfig for a `main.ts`: faults are printed, all together, and the process ends with status 1. */
export function loadConfigOrExit<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  options: Parameters<typeof loadConfig>[2] = {},
): z.output<z.ZodObject<Shape>> {
  try {
    return loadConfig(schema, environment, options)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(1)
  }
}
