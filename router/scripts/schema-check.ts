import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createGit } from './schema-check/create-git.ts'
import { help, readOptions } from './schema-check/read-options.ts'
import { renderReport } from './schema-check/render-report.ts'
import { runSchemaCheck } from './schema-check/run-schema-check.ts'

/** `npm run schema:check`: whether the working tree's contract may take the place of the published one; `--help` tells more. */
const root = fileURLToPath(new URL('../../', import.meta.url))

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(30_000) })
  if (!response.ok) throw new Error(`${url} answers ${response.status}.`)
  return response.text()
}

try {
  const options = readOptions(process.argv.slice(2))
  if (options.isHelp) process.stdout.write(help)
  else {
    const report = await runSchemaCheck(options, { root, git: createGit(root), nowMs: Date.now, fetchText })
    const json = `${JSON.stringify(report, null, 2)}\n`
    const table = options.json === '-' ? process.stderr : process.stdout
    table.write(renderReport(report, table.isTTY === true))
    if (options.json === '-') process.stdout.write(json)
    else if (options.json !== null) writeFileSync(options.json, json)
    process.exitCode = report.isPassed ? 0 : 1
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
