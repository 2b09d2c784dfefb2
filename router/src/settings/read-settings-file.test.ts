import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import { afterAll, describe, expect, test } from 'vitest'
import { configSchema } from '../config.ts'
import { readSettingsFile } from './read-settings-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'settings-'))
afterAll(() => rmSync(folder, { recursive: true }))
const path = join(folder, 'router.yaml')
const secret = 's'.repeat(32)

function read(text: string, mode = 0o600) {
  writeFileSync(path, text)
  chmodSync(path, mode)
  return readSettingsFile(path, configSchema.shape)
}

describe('a configuration file', () => {
  test('has the settings of the environment, as YAML has numbers, switches, lists and structures', () => {
    const { values, faults } = read(`
# The router of our shop
ROUTER_SUBGRAPH_SECRET: [${secret}, ${'t'.repeat(32)}]
COST_MAX: 4200
RETRY_RATIO: 0.25
FIELD_LIMITS: off
APQ: false
COST_MODE: measure
CORS_ORIGINS:
  - https://a.example.com
  - https://b.example.com
SUBGRAPH_LIMITS:
  rag: { minute: 30, costMax: 2000 }
JWT_OTHER_ISSUERS:
  - issuer: https://id.example.com/
    jwksUrl: https://id.example.com/jwks
REDIS_URL:
SUBGRAPH_RAG_URL: http://rag.internal:4005
`)
    expect(faults).toEqual([])
    expect(values).toMatchObject({ SUBGRAPH_RAG_URL: 'http://rag.internal:4005' })
    expect(loadConfig(configSchema, values)).toMatchObject({
      ROUTER_SUBGRAPH_SECRET: [secret, 't'.repeat(32)],
      COST_MAX: 4200,
      RETRY_RATIO: 0.25,
      FIELD_LIMITS: false,
      APQ: false,
      COST_MODE: 'measure',
      CORS_ORIGINS: ['https://a.example.com', 'https://b.example.com'],
      SUBGRAPH_LIMITS: { rag: { minute: 30, costMax: 2000 } },
      JWT_OTHER_ISSUERS: [{ issuer: 'https://id.example.com/', jwksUrl: 'https://id.example.com/jwks' }],
    })
  })

  test('takes every setting as its documentation has the example', () => {
    const lines = Object.entries(configSchema.shape).map(([name, setting]) => `${name}: '${setting.meta()?.example}'`)
    const { values, faults } = read(lines.join('\n'))
    expect(faults).toEqual([])
    expect(Object.keys(values)).toHaveLength(lines.length)
  })

  test('reports all that is wrong, with file and name and without the values', () => {
    const { values, faults } = read(`
COST_MAXX: 5000
cors_origin: https://a.example.com
NONSENSE_AND_MORE: ${secret}
COST_MAX: [1, 2]
TRUSTED_PROXIES: ['10.0.0.0/8,0.0.0.0/0']
LIMIT_DEPTH: deep
`)
    expect(faults).toEqual([
      `${path}: COST_MAXX: is no setting. Did you mean COST_MAX?`,
      `${path}: cors_origin: is no setting. Did you mean CORS_ORIGINS?`,
      `${path}: NONSENSE_AND_MORE: is no setting.`,
      `${path}: COST_MAX: has to be one value.`,
      `${path}: TRUSTED_PROXIES: has to be one value.`,
    ])
    const load = () => loadConfig(configSchema, values, { faults, origin: () => path })
    expect(load).toThrow('has 7 fault(s)')
    expect(load).toThrow(`${path}: LIMIT_DEPTH: must be a whole number from 1 to 1000`)
    expect(load).toThrow('ROUTER_SUBGRAPH_SECRET: ')
    expect(load).not.toThrow(secret)
  })

  test.each([
    ['is no YAML', 'COST_MAX: [5000', /router\.yaml: line 1: is not YAML/],
    ['names a setting twice', 'COST_MAX: 1\nCOST_MAX: 2', /line 2: is not YAML \(DUPLICATE_KEY\)/],
    ['is a list', '- COST_MAX', /has to be names and values/],
    ['expands without end', `a: &a [x,x]\nb: &b [${'*a,'.repeat(200)}]`, /has to be names|is no setting/],
  ])('that %s is a fault', (_what, text, message) => {
    const { faults } = read(text)
    expect(faults[0]).toMatch(message)
  })

  test('that is not there is a fault', () => {
    expect(readSettingsFile(join(folder, 'none.yaml'), configSchema.shape).faults[0]).toContain(
      'cannot be read (ENOENT)',
    )
  })

  test('with secrets should be readable by its owner only', () => {
    expect(read(`JWT_SECRET_KEY: ${secret}`, 0o644).warning).toContain('chmod 600')
    expect(read(`JWT_SECRET_KEY: ${secret}`, 0o640).warning).toBeNull()
    expect(read('COST_MAX: 1', 0o644).warning).toBeNull()
  })
})
