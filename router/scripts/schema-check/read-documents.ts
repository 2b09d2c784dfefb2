import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DocumentNode, Kind, parse, Source, separateOperations } from 'graphql'
import { z } from 'zod'
import type { TrustedDocument } from './trusted-document.ts'

const manifestSchema = z.object({ operations: z.array(z.object({ name: z.string(), body: z.string() })) })

/**
 * The trusted documents of a working tree: `router/operations`, `subgraphs/<name>/src/operations` and the manifest
 * `router/trusted-documents.json`, in which a text that stands in a file already is left out. Throws when the manifest is none.
 */
export function readDocuments(root: string): readonly TrustedDocument[] {
  const subgraphs = list(join(root, 'subgraphs')).map((name) => `subgraphs/${name}/src/operations`)
  const files = ['router/operations', ...subgraphs].flatMap((folder) => readFolder(root, folder))
  const known = new Set(files.map(({ text }) => normalize(text)))
  return [...files, ...readManifest(root).filter(({ text }) => !known.has(normalize(text)))]
}

/** Its operations, each with the fragments it uses of the other files. */
function readFolder(root: string, folder: string): readonly TrustedDocument[] {
  const files = list(join(root, folder))
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => read(`${folder}/${file}`, readFileSync(join(root, folder, file), 'utf8')))
  const definitions = files.flatMap(({ document }) => document?.definitions ?? [])
  const used = Object.values(separateOperations({ kind: Kind.DOCUMENT, definitions }))
  return files
    .filter(({ document }) => document === null || document.definitions.some(isOperation))
    .map((file) => {
      const own = new Set(file.document?.definitions)
      const whole = used.find((document) => document.definitions.some((node) => isOperation(node) && own.has(node)))
      const others = whole?.definitions.filter((node) => !own.has(node)) ?? []
      return file.document === null
        ? file
        : { ...file, document: { kind: Kind.DOCUMENT, definitions: [...own, ...others] } }
    })
}

function isOperation({ kind }: DocumentNode['definitions'][number]): boolean {
  return kind === Kind.OPERATION_DEFINITION
}

function readManifest(root: string): readonly TrustedDocument[] {
  const path = join(root, 'router/trusted-documents.json')
  if (!existsSync(path)) return []
  const { operations } = manifestSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  return operations.map(({ name, body }) => read(`router/trusted-documents.json#${name}`, body))
}

function read(file: string, text: string): TrustedDocument {
  return { file, text, document: parseDocument(file, text) }
}

function parseDocument(file: string, text: string): DocumentNode | null {
  try {
    return parse(new Source(text, file))
  } catch {
    return null
  }
}

function list(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

/** Comments, commas and white space say nothing. */
function normalize(text: string): string {
  return text
    .replaceAll(/#.*$/gm, '')
    .replaceAll(/[\s,]+/g, ' ')
    .trim()
}
