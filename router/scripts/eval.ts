import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { createProgressBar } from './create-progress-bar.ts'
import { evalAnswers } from './eval-answers.ts'
import { evaluateClassification } from './eval-classification.ts'
import { evaluateRetrieval } from './eval-retrieval.ts'
import { renderEvalTable } from './render-eval-table.ts'

/**
 * `npm run eval`: measures understanding, retrieval and answers on data that we did not write, prints one table and
 * writes it to docs/eval.md. `-- --data DIR` names the folder of that data, in the layout of ../shared/data.
 */
const { values } = parseArgs({ options: { data: { type: 'string' } } })
const dataDir = resolve(values.data ?? '../shared/data')

const understanding = evaluateClassification(dataDir)
const retrieval = evaluateRetrieval(dataDir, loadEmbeddingModel()).map(({ dataSet, metric, value, reference = '' }) => {
  const figure = /^\.\d+/.exec(reference)?.[0]
  return {
    dataset: dataSet,
    metric,
    value,
    reference: figure === undefined ? undefined : Number(figure),
    source: reference,
  }
})
const bar = createProgressBar('Asking questions')
const answers = await evalAnswers(dataDir, (done, total) => bar.update(done, `${done} of ${total}`, total))
bar.stop()

const table = renderEvalTable([...understanding, ...retrieval, ...answers])
console.log(table)
writeFileSync(join(fileURLToPath(new URL('../../docs/', import.meta.url)), 'eval.md'), table)
