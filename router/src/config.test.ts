import { loadConfig } from '@ree-ai/kit/config/load-config'
import { describe, expect, test } from 'vitest'
import { configSchema } from './config.ts'

const secret = 's'.repeat(32)
const read = (environment: Record<string, string>) => loadConfig(configSchema, environment)

describe('configuration', () => {
  test('needs nothing but the secret', () => {
    const config = read({ ROUTER_SUBGRAPH_SECRET: secret })
    expect(config).toMatchObject({
      ROUTER_PORT: 4000,
      ADMIN_PORT: 4090,
      ADMIN_HOST: '127.0.0.1',
      BATCH_MAX: 0,
      TRUSTED_PROXIES: [],
      COST_MODE: 'enforce',
    })
    expect([config.CLIENT_LIMIT_MINUTE, config.CLIENT_LIMIT_HOUR, config.CLIENT_LIMIT_DAY]).toEqual([60, 1_000, 10_000])
  })

  test('refuses HS256 with a missing or short key', () => {
    const environment = { ROUTER_SUBGRAPH_SECRET: secret, JWT_ALGORITHM: 'HS256' }
    expect(() => read(environment)).toThrow('JWT_SECRET_KEY: is needed when JWT_ALGORITHM is HS256')
    expect(() => read({ ...environment, JWT_SECRET_KEY: 'k'.repeat(31) })).toThrow(
      'JWT_SECRET_KEY: must have at least 32 characters',
    )
    expect(read({ ...environment, JWT_SECRET_KEY: 'k'.repeat(32) }).JWT_ALGORITHM).toEqual(['HS256'])
  })

  test('refuses to mix HS256 with public keys, and users’ key with services’', () => {
    expect(() => read({ ROUTER_SUBGRAPH_SECRET: secret, JWT_ALGORITHM: 'EdDSA,HS256' })).toThrow(
      'JWT_ALGORITHM: must be HS256 alone',
    )
    expect(() => read({ ROUTER_SUBGRAPH_SECRET: `${'n'.repeat(32)},${secret}`, JWT_SECRET_KEY: secret })).toThrow(
      'JWT_SECRET_KEY: must differ',
    )
  })

  test('reports every fault at once, without the values', () => {
    let message = ''
    try {
      read({
        ROUTER_SUBGRAPH_SECRET: secret,
        JWT_ALGORITHM: 'HS256',
        LIMIT_DEPTH: 'deep',
        CORS_ORIGINS: 'app.example.com',
        COST_MODE: 'maybe',
      })
    } catch (error) {
      message = (error as Error).message
    }
    for (const name of ['LIMIT_DEPTH', 'CORS_ORIGINS', 'COST_MODE', 'JWT_SECRET_KEY'])
      expect(message).toContain(`${name}: `)
    expect(message).not.toContain(secret)
  })

  test.each([
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    'proxy.internal',
    '10.0.0.1/8/8',
    '10.0.0.0/08',
  ])('trusts no proxies at %s', (TRUSTED_PROXIES) => {
    expect(() => read({ ROUTER_SUBGRAPH_SECRET: secret, TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES: must be')
  })

  test('describes every setting, with an example', () => {
    const described = Object.entries(configSchema.shape).filter(
      ([, schema]) => schema.meta()?.description && schema.meta()?.example,
    )
    expect(described).toHaveLength(Object.keys(configSchema.shape).length)
  })
})
