import { loadConfig } from '@ree-ai/kit/config/load-config'
import { expect, test } from 'vitest'
import { configSchema } from '../config.ts'
import { createTrustedDocuments } from '../documents/trusted-documents.ts'
import { createMemoryBudgets } from '../store/create-memory-budgets.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { createPolicies } from './index.ts'

function list(environment: Record<string, string> = {}) {
  const config = loadConfig(configSchema, { ROUTER_SUBGRAPH_SECRET: 's'.repeat(32), ...environment })
  const { request, document, operation } = createPolicies(config, {
    keysTransport: null,
    endedSessions: { isEnded: () => false },
    counters: createMemoryCounters(),
    budgets: createMemoryBudgets({ nowMs: () => 0 }),
    readTrusted: () => createTrustedDocuments([]),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    nowMs: () => 0,
  })
  return [...request, ...document, ...operation].map(({ name }) => name)
}

test('the order of the policies', () => {
  expect(list({ TRUSTED_DOCUMENTS: 'enforce' })).toEqual([
    'limit-clients',
    'odd-values',
    'trusted-documents',
    'limit-operation',
    'authorize',
    'limit-cost',
    'limit-fields',
  ])
})

test('what can be switched off is switched off, and the rest keeps its order', () => {
  expect(list({ CLIENT_LIMITS: 'off', COST_MODE: 'off', FIELD_LIMITS: 'off' })).toEqual([
    'odd-values',
    'limit-operation',
    'authorize',
  ])
  expect(list({ OPERATION_LIMITS: 'off', CLIENT_LIMITS: 'off', COST_MODE: 'off', FIELD_LIMITS: 'off' })).toEqual([
    'odd-values',
    'authorize',
  ])
})
