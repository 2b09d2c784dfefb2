import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import type { BenchRow } from './bench-row.ts'
import { openBenchStage } from './bench-stage.ts'
import { compareWithStock } from './compare-with-stock.ts'
import { fanOut } from './fan-out.ts'
import { limitsUnderLoad } from './limits-under-load.ts'
import { reloadUnderLoad } from './reload-under-load.ts'

/** `npm run bench [-- stock reload limits events]`: measures the router beside its peer, in one run, and prints a table. */
const scenarios = {
  stock: compareWithStock,
  reload: reloadUnderLoad,
  limits: limitsUnderLoad,
  events: fanOut,
} as const
type Scenario = keyof typeof scenarios

const { positionals } = parseArgs({ allowPositionals: true })
const unknown = positionals.filter((name) => !Object.hasOwn(scenarios, name))
if (unknown.length > 0) {
  console.error(`There is no scenario ${unknown.join(', ')}. There are ${Object.keys(scenarios).join(', ')}.`)
  process.exit(2)
}
const chosen = (positionals.length > 0 ? positionals : Object.keys(scenarios)) as readonly Scenario[]
const stage = await openBenchStage()
const rows: BenchRow[] = []
try {
  for (const name of chosen) rows.push(...(await scenarios[name](stage, (line) => console.log(`  ${line}`))))
} finally {
  await stage.stop()
}
const heads = { scenario: 'scenario', figure: 'figure', ours: 'REE AI', peer: 'peer', ratio: 'ratio' }
const columns = Object.keys(heads) as (keyof BenchRow)[]
const widths = columns.map((column) => Math.max(...[heads, ...rows].map((row) => row[column].length)))
console.log(`\nNode ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`)
for (const row of [heads, ...rows])
  console.log(columns.map((column, index) => row[column].padEnd(widths[index] ?? 0)).join('  '))
