import { buildSubgraphSchema } from '@apollo/subgraph'
import { openEmbeddedDatabase } from '@ree-ai/db/open-embedded-database'
import { graphql, parse } from 'graphql'
import { readRows } from './import/read-rows.ts'
import { createProperties } from './subgraph.ts'

const quiet = { debug() {}, info: console.log, warn: console.log, error: console.log }
const db = await openEmbeddedDatabase()
const sub = createProperties({ client: db.client, secrets: ['x'.repeat(32)], logger: quiet, nowMs: Date.now })
const schema = buildSubgraphSchema({ typeDefs: parse(sub.typeDefs), resolvers: sub.resolvers })
const viewer = {
  id: '00000000-0000-7000-8000-000000000001',
  role: 'AGENT' as const,
  scopes: ['properties:import'],
  sessionId: null,
}
const base = { viewer, requestId: '', clientAddress: '', traceparent: '', nowMs: Date.now }
async function load(path: string, source: string, mappingName: string, show = true) {
  const t0 = Date.now()
  let job: any = null
  let batch: any[] = []
  const reasons = new Map<string, number>()
  let shown = 0
  const flush = async () => {
    if (!batch.length) return
    const r: any = await graphql({
      schema,
      source:
        'mutation($i: ImportPropertiesInput!){importProperties(input:$i){id total created updated unchanged skipped refused refusals{line path reason}}}',
      variableValues: { i: { source, mappingName, rows: batch, jobId: job?.id } },
      contextValue: sub.createContext(base),
    })
    if (r.errors) {
      console.log(JSON.stringify(r.errors), r.errors[0].originalError)
      process.exit(1)
    }
    job = r.data.importProperties
    batch = []
    for (const f of job.refusals) {
      const k = f.path + ': ' + f.reason.replace(/[\d.,]+/g, 'N').slice(0, 120)
      reasons.set(k, (reasons.get(k) ?? 0) + 1)
      if (show && shown++ < 3) console.log(f)
    }
  }
  for await (const row of readRows(path)) {
    if ('problem' in row) {
      console.log('BROKEN', row)
      continue
    }
    batch.push({ line: row.line, values: row.values })
    if (batch.length === 250) await flush()
  }
  await flush()
  const s = (Date.now() - t0) / 1000
  const { refusals, id, ...counts } = job
  console.log(
    path.split('/').slice(-2).join('/'),
    JSON.stringify(counts),
    `${s.toFixed(1)}s ${(counts.total / s).toFixed(0)} rows/s`,
  )
  if (show) for (const [k, n] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 25)) console.log('   ', n, k)
}
const d = '/work/shared/data/listings/'
const files: [string, string][] = [
  ['uci-apartments/listings.csv', 'uci'],
  ['king-county-sales/sales.csv', 'king-county'],
  ['valencia/listings.csv', 'valencia'],
  ['airbnb/antwerp.csv', 'airbnb'],
  ['airbnb/edinburgh.csv', 'airbnb'],
  ['nyc-sales/sales.csv', 'nyc'],
]
const only = process.argv.slice(2)
for (const [f, m] of files)
  if (!only.length || only.includes(m)) {
    await load(d + f, m, m)
    await load(d + f, m, m, false)
  }
if (!only.length || only.includes('reso')) {
  await load('/work/main/prisma/seed/listings.ndjson', 'sample', 'reso')
  await load('/work/main/prisma/seed/listings.ndjson', 'sample', 'reso', false)
}
await db.close()
