import { readFileSync } from 'node:fs'
import type { Registry } from 'prom-client'
import type { Database } from '../database.ts'
import { openEmbeddedDatabase } from '../open-embedded-database.ts'
import { templateFile } from './create-template.ts'

/** A real embedded database in memory, empty, for one test file; the caller closes it. */
export function openTestDatabase(options: { readonly registry?: Registry } = {}): Promise<Database> {
  return openEmbeddedDatabase({ ...options, image: readTemplate() })
}

/** The image that test databases start from. */
export function readTemplate(): Blob {
  return new Blob([readFileSync(templateFile())])
}
