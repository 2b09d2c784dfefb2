import { z } from 'zod'

/** Values with commas between; blanks do not count. */
export function list(defaultValue: string) {
  return z
    .string()
    .default(defaultValue)
    .transform((value) => splitList(value))
}

/** Parts of a text with commas between, trimmed. */
export function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

/** A whole number within bounds, with its default. */
export function count(defaultValue: number, least: number, most: number, description: string) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce
    .number({ message })
    .int(message)
    .min(least, message)
    .max(most, message)
    .default(defaultValue)
    .meta({ description, example: String(defaultValue) })
}

/** A part of a whole, 0 to 1. */
export function ratio(defaultValue: number, description: string) {
  const message = 'must be a number from 0 to 1'
  return z.coerce
    .number({ message })
    .min(0, message)
    .max(1, message)
    .default(defaultValue)
    .meta({ description, example: String(defaultValue) })
}

/** `on` or `off`; undefined as default leaves the choice to whoever reads it. */
export function flag<Default extends boolean | undefined>(defaultValue: Default, description: string) {
  return z
    .enum(['on', 'off', 'true', 'false', '1', '0'], { message: 'must be on or off' })
    .optional()
    .transform((value) => (value === undefined ? defaultValue : ['on', 'true', '1'].includes(value)))
    .meta({ description, example: defaultValue === false ? 'off' : 'on' })
}

/** One of several words. */
export function choice<const Words extends readonly [string, ...string[]]>(
  words: Words,
  defaultWord: Words[number],
  description: string,
) {
  return z
    .enum(words, { message: `must be ${words.join(', ').replace(/, ([^,]*)$/, ' or $1')}` })
    .default(defaultWord as never)
    .meta({ description, example: defaultWord })
}

/** A structure: JSON in the environment, YAML in a configuration file. */
export function structure<Schema extends z.ZodType>(
  schema: Schema,
  empty: string,
  description: string,
  example: string,
) {
  return z
    .string()
    .default(empty)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)
    .meta({ description, example })
}
