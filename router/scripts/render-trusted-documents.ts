import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type DocumentNode, Kind, type OperationDefinitionNode, parse, print } from 'graphql'
import type { TrustedDocument } from '../src/documents/trusted-document.ts'
import { hashTrustedDocument } from './hash-trusted-document.ts'

const importLine = /^#import "([^"\n]+)"$/gm

/**
 * The manifest of trusted documents, in Apollo's persisted query manifest format: one for each operation in the `*.graphql` files
 * of `folders`. A document is as `print` of graphql-js has it, for that is what its typed client sends, with the fragments of the files
 * it names in lines such as `#import "./card.graphql"`. Throws when a file has not exactly one operation.
 */
export function renderTrustedDocuments(folders: readonly string[]): string {
  const documents = new Map<string, TrustedDocument>()
  for (const folder of folders)
    for (const path of listFiles(folder)) {
      const document = readDocument(path)
      const operations = document.definitions.filter(isOperation)
      const [operation] = operations
      // A file of fragments is there to be imported.
      if (operation === undefined) continue
      if (operations.length > 1 || operation.name === undefined)
        throw new Error(`${path}: a trusted document has one operation, with a name.`)
      const id = hashTrustedDocument(document)
      documents.set(id, { id, name: operation.name.value, type: operation.operation, body: print(document) })
    }
  const operations = [...documents.values()].sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id))
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`
}

/** A file's document and after it the definitions of the files it imports, each file once. */
function readDocument(path: string): DocumentNode {
  const read = new Map<string, DocumentNode>()
  function visit(file: string): void {
    if (read.has(file)) return
    const text = readFileSync(file, 'utf8')
    read.set(file, parse(text, { noLocation: true }))
    for (const [, imported = ''] of text.matchAll(importLine)) visit(resolve(dirname(file), imported))
  }
  visit(resolve(path))
  return { kind: Kind.DOCUMENT, definitions: [...read.values()].flatMap(({ definitions }) => definitions) }
}

function listFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'))
  return files.sort().map((file) => join(folder, file))
}

function isOperation(node: DocumentNode['definitions'][number]): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION
}
