import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlatform } from '../embedded/create-platform.ts'
import { ensureSampleAccount } from '../embedded/sample-account.ts'
import { testSettings } from './test-settings.ts'

const root = new URL('../../', import.meta.url).pathname
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const guide = readFileSync(join(root, 'docs/import.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'ree-ai-commands-'))
let platform: Awaited<ReturnType<typeof createPlatform>>
let url: string

beforeAll(async () => {
  platform = await createPlatform({ dataDir: folder, logger: quiet, environment: testSettings })
  url = (await platform.listen(0, 0)).url
  await ensureSampleAccount(folder, platform.ensureAccount)
  writeFileSync(join(folder, 'mine.csv'), /```csv\n(.*?)```/s.exec(guide)?.[1] ?? '')
}, 60_000)
afterAll(async () => {
  await platform.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a command in a folder of its own, beside a platform that runs. */
async function execute(name: string, args: readonly string[]) {
  const command = ['--import', import.meta.resolve('tsx'), join(root, `router/scripts/${name}.ts`), ...args]
  const env = { ...process.env, ROUTER_URL: url, DATA_DIR: folder }
  return new Promise<{ readonly code: number; readonly output: string }>((resolve) =>
    execFile(process.execPath, command, { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
    ),
  )
}
/** Runs a command as the guide writes it. */
async function run(written: string) {
  expect(guide).toContain(`\`${written}\``)
  const [, name = '', args = ''] = /^npm run (\w+) -- (.*)$/.exec(written) ?? []
  return execute(name, args.split(' '))
}
const read = (file: string) => readFileSync(join(folder, file), 'utf8')

test('a file of one’s own, step by step as the guide tells it, out again and back', async () => {
  const looked = await run('npm run import -- mine.csv --map-only mine.json')
  expect(looked.output).toMatch(/Habitaciones\s+100 %\s+bedroomsTotal\s+"3"/)
  expect(looked.output).toContain('"EUR" is a guess')

  const tried = await run('npm run import -- mine.csv --mapping mine.json --dry-run')
  expect(tried.output).toMatch(/4 rows.*3 created.*1 refused/s)

  const imported = await run('npm run import -- mine.csv --mapping mine.json --rejects rejected.csv')
  expect(imported).toMatchObject({ code: 0 })
  // How far it is, as a line of a log.
  expect(imported.output).toContain('Importing mine.csv: 4 | 1 refused')
  expect(imported.output).toMatch(/4 rows.*3 created.*1 refused/s)
  expect(read('rejected.csv').split('\n')[0]).toMatch(/^"?import_line"?[;,]"?import_reason"?[;,]/)
  expect(read('rejected.csv')).toContain('A-4')

  const again = await run('npm run import -- mine.csv --mapping mine.json --rejects rejected.csv')
  expect(again.output).toMatch(/0 created.*0 updated.*3 unchanged.*1 refused/s)

  const exported = await run('npm run export -- listings.csv')
  expect(exported).toMatchObject({ code: 0 })
  expect(exported.output).toContain('3 listings are in listings.csv.')
  expect(exported.output).toMatch(/Exporting to listings\.csv \[█+\] 100% \| 3 listings/)
  expect(read('listings.csv')).toContain('Casa con ""jardín"" grande')

  const back = await run('npm run import -- listings.csv --mapping export')
  expect(back.output).toMatch(/3 rows.*0 created.*0 refused/s)
}, 120_000)

test('a command that cannot do its work says why, and ends with status 1', async () => {
  const missing = await execute('import', ['nowhere.csv'])
  expect(missing).toEqual({ code: 1, output: 'There is no file nowhere.csv.\n' })
  const unknown = await execute('export', ['all.csv', '--status', 'SOLD'])
  expect(unknown.code).toBe(1)
  expect(unknown.output).toMatch(/^--status must be of DRAFT, /)
}, 60_000)
