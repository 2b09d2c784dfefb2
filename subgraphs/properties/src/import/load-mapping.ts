import { readFileSync } from 'node:fs'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { type Mapping, mappingSchema } from './mapping.ts'

/** The mappings that the product ships, `mappings/<name>.json`. */
export const mappingNames = ['reso', 'export', 'uci', 'king-county', 'valencia', 'nyc', 'airbnb'] as const

const bytesMax = 200_000
const loaded = new Map<string, Mapping>()

/** The mapping that an import asks for. BAD_USER_INPUT with every fault of a mapping of one's own. */
export function loadMapping(
  given: Readonly<Record<string, unknown>> | null | undefined,
  name: string | null | undefined,
): Mapping {
  if (given && name)
    throw createInputError([{ path: 'input.mapping', reason: 'must be left out when mappingName is given.' }])
  return given ? readMapping(given) : loadShipped(name ?? 'reso')
}

function loadShipped(name: string): Mapping {
  if (!(mappingNames as readonly string[]).includes(name))
    throw createInputError([{ path: 'input.mappingName', reason: `must be one of ${mappingNames.join(', ')}.` }])
  const known = loaded.get(name)
  if (known !== undefined) return known
  const mapping = mappingSchema.parse(
    JSON.parse(readFileSync(new URL(`./mappings/${name}.json`, import.meta.url), 'utf8')),
  )
  loaded.set(name, mapping)
  return mapping
}

function readMapping(given: Readonly<Record<string, unknown>>): Mapping {
  if (JSON.stringify(given).length > bytesMax)
    throw createInputError([
      { path: 'input.mapping', reason: `is larger than ${bytesMax.toLocaleString('en')} characters.` },
    ])
  const result = mappingSchema.safeParse(given)
  if (result.success) return result.data
  const problems: InputProblem[] = result.error.issues.slice(0, 100).map((issue) => ({
    path: ['input.mapping', ...issue.path.map(String)].join('.'),
    reason: `${issue.message}.`,
  }))
  throw createInputError(problems)
}
