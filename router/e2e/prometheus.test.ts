import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ListPropertiesDocument } from '../generated/operations.ts'
import { ask, type PlatformUnderTest } from './platform-under-test.ts'
import { startEmbedded } from './start-embedded.ts'
import { findFreePort } from './start-postgres.ts'

const isInstalled = spawnSync('prometheus', ['--version']).status === 0

test.skipIf(!isInstalled)('the Prometheus configuration is valid', () => {
  const file = fileURLToPath(new URL('../../monitoring/prometheus.yml', import.meta.url))
  const checked = spawnSync('promtool', ['check', 'config', file], { encoding: 'utf8' })
  expect(checked.stderr + checked.stdout).toContain('SUCCESS')
  expect(checked.status).toBe(0)
})

// Needs Prometheus, which is not installed everywhere (apt-get install prometheus).
describe.skipIf(!isInstalled)('a real Prometheus', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ree-ai-prometheus-'))
  let platform: PlatformUnderTest
  let prometheus: ChildProcess
  let url: string
  const query = async (expression: string) => {
    const response = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expression)}`)
    const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } }
    return data.result.map(({ value }) => Number(value[1]))
  }

  beforeAll(async () => {
    platform = await startEmbedded()
    const port = await findFreePort()
    url = `http://127.0.0.1:${port}`
    const config = {
      scrape_configs: [
        { job_name: 'router', scrape_interval: '1s', static_configs: [{ targets: [new URL(platform.adminUrl).host] }] },
      ],
    }
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config))
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${folder}/prometheus.yml`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    )
  })
  afterAll(async () => {
    const ended = new Promise((resolve) => prometheus.once('exit', resolve))
    prometheus.kill('SIGTERM')
    await ended
    await platform.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('scrapes requests, resolvers, subgraph fetches and refusals', async () => {
    await ask(platform, ListPropertiesDocument, {})
    await ask(platform, '{ users { totalCount } }')
    await vi.waitFor(
      async () => {
        expect(await query('up{job="router"}')).toEqual([1])
        expect((await query('sum(http_requests_total{route="/graphql"})'))[0]).toBeGreaterThan(0)
        expect(
          (
            await query(
              'sum(graphql_resolver_duration_seconds_count{subgraph="properties",type="Query",field="properties"})',
            )
          )[0],
        ).toBeGreaterThan(0)
        expect((await query('sum(subgraph_fetches_total{subgraph="properties"})'))[0]).toBeGreaterThan(0)
        expect((await query('sum(graphql_refusals_total{code="UNAUTHORIZED_FIELD_OR_TYPE"})'))[0]).toBe(1)
        expect(await query('service_health')).toEqual([1, 1, 1, 1, 1])
      },
      { timeout: 25_000, interval: 500 },
    )
  })
})
