import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { preset } from '@graphql-codegen/client-preset'
import { codegen } from '@graphql-codegen/core'
import * as typescript from '@graphql-codegen/typescript'
import * as typescriptResolvers from '@graphql-codegen/typescript-resolvers'
import { buildSchema, type GraphQLSchema, parse, print, printSchema } from 'graphql'
import { composeSupergraph } from './compose-supergraph.ts'
import { hashTrustedDocument } from './hash-trusted-document.ts'
import { readSubgraphList } from './read-subgraph-list.ts'

/** `npm run codegen`: resolver types for each subgraph and typed operations for whoever calls the router. */
const root = fileURLToPath(new URL('../../', import.meta.url))
const subgraphs = readSubgraphList(join(root, 'router/supergraph.yaml'))

const scalars = {
  ID: 'string',
  AttributeScalar: 'string | number | boolean',
  CurrencyCode: 'string',
  Date: 'string',
  DateTime: { input: 'Date', output: 'Date | string' },
  EmailAddress: 'string',
  JSONObject: 'Record<string, unknown>',
  JWT: 'string',
  URL: { input: 'URL', output: 'URL | string' },
}
/** What travels as JSON between client and router. */
const wireScalars = { ...scalars, DateTime: 'string', URL: 'string' }

for (const { name, sdl } of subgraphs) {
  const folder = join(root, 'subgraphs', name, 'src')
  await generate(join(folder, 'generated/resolvers.ts'), buildSubgraphSchema(parse(sdl)), [
    [
      'typescript',
      typescript,
      { scalars, useTypeImports: true, enumsAsTypes: true, maybeValue: 'T | null | undefined', immutableTypes: true },
    ],
    [
      'typescript-resolvers',
      typescriptResolvers,
      {
        scalars,
        useTypeImports: true,
        federation: true,
        contextType: '../context.ts#Context',
        mappers: readMappers(folder),
        makeResolverTypeCallable: true,
        resolversNonOptionalTypename: { unionMember: true },
      },
    ],
  ])
}

const apiSchema = buildSchema(composeSupergraph(subgraphs).apiSdl)
for (const folder of ['router', ...subgraphs.map(({ name }) => `subgraphs/${name}/src`)]) {
  const documents = readOperations(join(root, folder, 'operations'))
  if (documents.length === 0) continue
  await generateClient(join(root, folder, 'generated/operations.ts'), apiSchema, documents)
}

type Plugin = typeof typescript | typeof typescriptResolvers
type Documents = ReturnType<typeof readOperations>

/**
 * The typed client that the client preset makes of operations in files, in one file: their types and documents. Each document carries
 * the id under which it is a trusted document (`__meta__.hash`). The preset's other files serve operations written inside code.
 */
async function generateClient(filename: string, schema: GraphQLSchema, documents: Documents): Promise<void> {
  const config = { scalars: wireScalars, useTypeImports: true, immutableTypes: true, enumType: 'string-literal' }
  const [client] = await preset.buildGeneratesSection({
    baseOutputDir: `${dirname(filename)}/`,
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents: documents.map((document) => ({ ...document, rawSDL: print(document.document) })),
    config,
    presetConfig: {
      fragmentMasking: false,
      skipIndexFile: true,
      onExecutableDocumentNode: (document) => ({ hash: hashTrustedDocument(document) }),
    },
    plugins: [],
    pluginMap: {},
  })
  if (client === undefined) throw new Error('The client preset made no file of types.')
  writeText(filename, await codegen({ ...client, schemaAst: schema }))
}

async function generate(
  filename: string,
  schema: GraphQLSchema,
  plugins: readonly (readonly [name: string, plugin: Plugin, config: object])[],
): Promise<void> {
  const text = await codegen({
    filename,
    schema: parse(printSchema(schema)),
    schemaAst: schema,
    documents: [],
    config: {},
    plugins: plugins.map(([name, , config]) => ({ [name]: config })),
    pluginMap: Object.fromEntries(plugins.map(([name, plugin]) => [name, plugin])),
  })
  writeText(filename, text)
}

function writeText(filename: string, text: string): void {
  mkdirSync(dirname(filename), { recursive: true })
  // An unchanged file keeps its time, so that watchers and caches stay quiet.
  if (!existsSync(filename) || readFileSync(filename, 'utf8') !== text) writeFileSync(filename, text)
}

/** `mappers.json` beside the schema says which TypeScript type stands behind a GraphQL type; it is imported as `<Type>Model`. */
function readMappers(folder: string): Record<string, string> {
  const path = join(folder, 'mappers.json')
  if (!existsSync(path)) return {}
  const mappers = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  return Object.fromEntries(Object.entries(mappers).map(([type, target]) => [type, `${target} as ${type}Model`]))
}

/** One operation a file; the file is named after it. */
function readOperations(folder: string) {
  if (!existsSync(folder)) return []
  const files = readdirSync(folder).filter((file) => file.endsWith('.graphql'))
  return files.map((file) => ({
    location: join(folder, file),
    document: parse(readFileSync(join(folder, file), 'utf8')),
  }))
}
