import { loadConfig } from '@ree-ai/kit/config/load-config'
import { expect, test } from 'vitest'
import { configSchema, readTokenConfig } from './config.ts'

const minimal = {
  DATABASE_URL: 'postgresql://localhost/ree',
  ROUTER_SUBGRAPH_SECRET: 'an-example-of-a-router-secret-32-characters',
  KEY_ENCRYPTION_SECRET: 'an-example-of-a-secret-for-keys-of-users',
}

test('signs by EdDSA for 60 minutes when nothing is said', () => {
  const config = loadConfig(configSchema, minimal)
  expect(config.USERS_PORT).toBe(4001)
  expect(readTokenConfig(config)).toEqual({
    algorithm: 'EdDSA',
    secretKey: undefined,
    accessTokenMinutes: 60,
    keyEncryptionSecrets: [minimal.KEY_ENCRYPTION_SECRET],
    keyMaxAgeDays: 90,
  })
})

test.each([undefined, 'short'])('refuses HS256 with the secret %s, together with other faults', (JWT_SECRET_KEY) => {
  const environment = { ...minimal, DATABASE_URL: 'nowhere', JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY }
  const load = () => loadConfig(configSchema, environment)
  expect(load).toThrow(/DATABASE_URL: .*JWT_SECRET_KEY: .*Example/s)
})

test.each(['none', 'RS256', 'hs256'])('refuses the algorithm %s', (JWT_ALGORITHM) => {
  expect(() => loadConfig(configSchema, { ...minimal, JWT_ALGORITHM })).toThrow('must be EdDSA, ES256 or HS256')
})

test.each([
  undefined,
  'short',
  `${'a'.repeat(32)},short`,
])('refuses the secret %s for stored keys', (KEY_ENCRYPTION_SECRET) => {
  const load = () => loadConfig(configSchema, { ...minimal, KEY_ENCRYPTION_SECRET })
  expect(load).toThrow(/has 1 fault\(s\):\n {2}KEY_ENCRYPTION_SECRET: .*Example/)
})

test('takes several secrets for stored keys, and none with HS256', () => {
  const [first, second] = ['a'.repeat(32), 'b'.repeat(32)]
  const several = loadConfig(configSchema, { ...minimal, KEY_ENCRYPTION_SECRET: `${first}, ${second}` })
  expect(readTokenConfig(several).keyEncryptionSecrets).toEqual([first, second])
  const environment = { ...minimal, KEY_ENCRYPTION_SECRET: '', JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY: 'c'.repeat(32) }
  expect(readTokenConfig(loadConfig(configSchema, environment)).keyEncryptionSecrets).toEqual([])
})
