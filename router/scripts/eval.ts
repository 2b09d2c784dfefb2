import { mkdirSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Presets, SingleBar } from 'cli-progress'
import { evalAnswers } from './eval-answers.ts'
import { evaluateClassification } from './eval-classification.ts'
import type { EvalRow } from './eval-row.ts'

/**
 * `npm run eval`: measures understanding, retrieval and answers, prints one table and writes it to docs/eval.md.
 * `-- --data DIR` names the folder of outside data, in the layout that docs/eval.md describes.
 */
const { values } = parseArgs({ options: { data: { type: 'string' } } })
const dataDir = resolve(values.data ?? '../shared/data')

const rows: EvalRow[] = []
rows.push(...evaluateClassification(dataDir))
const bar = new SingleBar({ format: 'Answers [{bar}] {percentage}% | {value} of {total}', hideCursor: true }, Presets.shades_classic)
rows.push(
  ...(await evalAnswers(dataDir, (done, total) => {
    if (bar.isActive) bar.update(done)
    else bar.start(total, done)
  })),
)
bar.stop()
