import { existsSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const approvalsSchema = z.record(z.string().min(1), z.string().trim().min(10)).nullable()

/**
 * The breaks that were agreed on: a YAML file of `coordinate: reason`. Empty when the file is not there. Throws, naming each entry, when
 * a reason is missing or shorter than ten characters.
 */
export function readApprovals(path: string): ReadonlyMap<string, string> {
  if (!existsSync(path)) return new Map()
  const { data, error } = approvalsSchema.safeParse(parse(readFileSync(path, 'utf8')))
  if (error) {
    const names = error.issues.map((issue) => issue.path.join('.') || 'the file')
    throw new Error(
      `${path}: each line is \`coordinate: reason\` of ten characters or more; not so: ${names.join(', ')}.`,
    )
  }
  return new Map(Object.entries(data ?? {}))
}
