import { loadConfig } from '@ree-ai/kit/config/load-config'
import { expect, test } from 'vitest'
import { configSchema } from '../config.ts'
import { createMemoryBudgets } from '../store/create-memory-budgets.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { createPolicies } from './index.ts'

function list(environment: Record<string, string> = {}) {
  const config = loadConfig(configSchema, { ROUTER_SUBGRAPH_SECRET: 's'.repeat(32), ...environment })
  const { request, operation } = createPolicies(config, {
    keysTransport: null,
    endedSessions: { isEnded: () => false },
    counters: createMemoryCounters(),
    budgets: createMemoryBudgets({ nowMs: () => 0 }),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    nowMs: () => 0,
  })
  return [...request, ...operation].map(({ name }) => name)
}

test('the order of the policies', () => {
  expect(list()).toEqual(['limit-clients', 'limit-operation', 'authorize', 'limit-cost', 'limit-fields'])
})

test('what can be switched off is switched off, and the rest keeps its order', () => {
  expect(list({ CLIENT_LIMITS: 'off', COST_MODE: 'off', FIELD_LIMITS: 'off' })).toEqual([
    'limit-operation',
    'authorize',
  ])
})
