import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, parse, validate } from 'graphql'
import { afterEach, describe, expect, test } from 'vitest'
import { readManifest } from '../src/documents/read-manifest.ts'
import { renderTrustedDocuments } from './render-trusted-documents.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})
function write(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}
const ownFile = (path: string) => fileURLToPath(new URL(path, import.meta.url))

describe('the manifest of trusted documents', () => {
  test('has each operation with the fragments it imports, each file once', () => {
    const folder = write({
      'Homes.graphql':
        '#import "./card.graphql"\n#import "./owner.graphql"\nquery Homes { homes { ...Card ...Owner } }',
      'card.graphql': '#import "./owner.graphql"\nfragment Card on Home { id ...Owner }',
      'owner.graphql': 'fragment Owner on Home { owner { id } }',
    })
    const { all } = readManifest(renderTrustedDocuments([folder]), 'manifest')
    expect(all.map(({ name, type }) => [name, type])).toEqual([['Homes', 'query']])
    expect(all[0]?.body.match(/fragment \w+/g)).toEqual(['fragment Card', 'fragment Owner'])
  })

  test('is of documents with one operation that has a name', () => {
    expect(() => renderTrustedDocuments([write({ 'A.graphql': '{ a }' })])).toThrow('A.graphql: a trusted document')
    expect(() => renderTrustedDocuments([write({ 'A.graphql': 'query A { a } query B { b }' })])).toThrow('A.graphql')
  })

  test('of this repository has what clients and services send, and all of it is valid', () => {
    const { all } = readManifest(readFileSync(ownFile('../trusted-documents.json'), 'utf8'), 'manifest')
    const names = all.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['SearchProperties', 'Login', 'ChunkText', 'FollowProperties']))
    const schema = buildSchema(readFileSync(ownFile('../api.graphql'), 'utf8'))
    for (const { name, body } of all) expect([name, validate(schema, parse(body))]).toEqual([name, []])
  })
})
