import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportSchema } from './schema-check/report.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'schema-check-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', 'router/scripts/schema-check.ts', ...args], {
    cwd: root,
    encoding: 'utf8',
  })

test('a contract that had a field more fails with exit code 1, the table and the report', () => {
  const published = join(folder, 'api.graphql')
  const api = readFileSync(join(root, 'router/api.graphql'), 'utf8')
  writeFileSync(published, api.replace('type Property {', 'type Property {\n  floorPlan: String\n'))
  const json = join(folder, 'report.json')
  const { status, stdout } = run('--against', published, '--json', json)
  expect(stdout).toMatch(/^breaking +Property\.floorPlan +Field 'floorPlan' was removed/m)
  expect(stdout).toContain('Policies were not compared')
  expect(status).toBe(1)
  const report = reportSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
  expect(report.changes.find(({ coordinate }) => coordinate === 'Property.floorPlan')?.verdict).toBe('unknown')
  expect(report.documents.checkedCount).toBeGreaterThan(20)
})

test('wrong arguments and sources that are not there have exit code 2', () => {
  expect(run('--usage-days', '0')).toMatchObject({ status: 2, stderr: expect.stringContaining('1 to 3650') })
  expect(run('--usage', join(folder, 'none.jsonl'))).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('There is no field usage at'),
  })
})

test('help tells every option and has exit code 0', () => {
  const { status, stdout } = run('--help')
  expect(status).toBe(0)
  for (const option of ['--against', '--usage', '--usage-days', '--json']) expect(stdout).toContain(option)
})
