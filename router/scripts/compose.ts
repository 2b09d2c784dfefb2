import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { composeSupergraph } from './compose-supergraph.ts'
import { readSubgraphList } from './read-subgraph-list.ts'
import { renderAttributeDocs } from './render-attribute-docs.ts'
import { renderConfigurationDocs } from './render-configuration-docs.ts'
import { renderEnvExample } from './render-env-example.ts'
import { renderErrorDocs } from './render-error-docs.ts'
import { renderTrustedDocuments } from './render-trusted-documents.ts'

/**
 * `npm run compose` writes supergraph.graphql, api.graphql, trusted-documents.json, docs/errors.md, docs/attributes.md,
 * docs/configuration.md and .env.example; with `--check` it only says whether they are current.
 */
const file = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))
const subgraphs = readSubgraphList(file('supergraph.yaml'))
const { supergraphSdl, apiSdl } = composeSupergraph(subgraphs)
const operations = [file('operations'), ...subgraphs.map(({ name }) => file(`../subgraphs/${name}/src/operations`))]
const outputs = [
  [file('supergraph.graphql'), supergraphSdl],
  [file('api.graphql'), apiSdl],
  [file('trusted-documents.json'), renderTrustedDocuments(operations)],
  [file('../docs/errors.md'), renderErrorDocs()],
  [file('../docs/configuration.md'), renderConfigurationDocs()],
  [file('../docs/attributes.md'), renderAttributeDocs()],
  [file('../.env.example'), renderEnvExample()],
] as const

if (process.argv.includes('--check')) {
  const stale = outputs.filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
  if (stale.length > 0) {
    console.error(
      `Out of date: ${stale.map(([path]) => path).join(', ')}. Run \`npm run compose\` and commit the difference.`,
    )
    process.exit(1)
  }
  console.log('The composed files are current.')
} else {
  for (const [path, text] of outputs) writeFileSync(path, text)
  console.log(`Composed ${outputs.map(([path]) => path).join(' and ')}.`)
}
