import { expect, test } from 'vitest'
import { choosePublishedKeys, chooseSigningKey, publishMarginMs, type SigningKey } from './signing-key.ts'

const key = (kid: string, createdAtMs: number, retiredAtMs: number | null, algorithm = 'EdDSA'): SigningKey => ({
  kid,
  algorithm,
  publicJwk: {},
  privateJwk: {},
  createdAt: new Date(createdAtMs),
  retiredAt: retiredAtMs === null ? null : new Date(retiredAtMs),
})

test('signs with the old key until it retires, and with its successor from then on', () => {
  const keys = [key('new', 1000, null), key('old', 0, 2000)]
  expect(chooseSigningKey(keys, 'EdDSA', 1999)?.kid).toBe('old')
  expect(chooseSigningKey(keys, 'EdDSA', 2000)?.kid).toBe('new')
  expect(chooseSigningKey(keys, 'ES256', 2000)).toBeNull()
})

test('publishes a retired key until its last token has expired, and a successor from the start', () => {
  const keys = [key('old', 0, 2000), key('new', 1000, null)]
  const lastMs = 2000 + 60_000 + publishMarginMs
  expect(choosePublishedKeys(keys, 60_000, lastMs - 1).map(({ kid }) => kid)).toEqual(['old', 'new'])
  expect(choosePublishedKeys(keys, 60_000, lastMs).map(({ kid }) => kid)).toEqual(['new'])
})
