import { loadConfig } from '@ree-ai/kit/config/load-config'
import { expect, test } from 'vitest'
import { configSchema, readTokenConfig } from './config.ts'

const minimal = {
  DATABASE_URL: 'postgresql://localhost/ree',
  ROUTER_SUBGRAPH_SECRET: 'an-example-of-a-router-secret-32-characters',
}

test('signs by EdDSA for 60 minutes when nothing is said', () => {
  const config = loadConfig(configSchema, minimal)
  expect(config.USERS_PORT).toBe(4001)
  expect(readTokenConfig(config)).toEqual({ algorithm: 'EdDSA', secretKey: undefined, accessTokenMinutes: 60 })
})

test.each([undefined, 'short'])('refuses HS256 with the secret %s, together with other faults', (JWT_SECRET_KEY) => {
  const environment = { ...minimal, DATABASE_URL: 'nowhere', JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY }
  const load = () => loadConfig(configSchema, environment)
  expect(load).toThrow(/DATABASE_URL: .*JWT_SECRET_KEY: .*Example/s)
})

test.each(['none', 'RS256', 'hs256'])('refuses the algorithm %s', (JWT_ALGORITHM) => {
  expect(() => loadConfig(configSchema, { ...minimal, JWT_ALGORITHM })).toThrow('must be EdDSA, ES256 or HS256')
})
