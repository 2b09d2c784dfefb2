import type { EvalRow } from './eval-row.ts'

/** The evaluation as `docs/eval.md` shows it. */
export function renderEvalTable(rows: readonly EvalRow[]): string {
  const lines = rows.map(({ dataset, metric, value, reference, source }) => {
    const figure = value.toFixed(3)
    return `| ${dataset} | ${metric} | ${figure} | ${reference === undefined ? '' : reference.toFixed(3)} | ${source} |`
  })
  return [
    '# Evaluation',
    '',
    'Written by `npm run eval`. Shares and scores are from 0 to 1. The data is not part of the project; `-- --data DIR` names',
    'its folder. A reference is a published or earlier figure; an empty one says that none is known.',
    '',
    '| data | metric | ours | reference | source |',
    '|---|---|---|---|---|',
    ...lines,
    '',
  ].join('\n')
}
