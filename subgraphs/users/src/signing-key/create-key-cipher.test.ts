import { expect, test } from 'vitest'
import { createKeyCipher } from './create-key-cipher.ts'

const [first, second] = ['first-secret-'.repeat(3), 'second-secret-'.repeat(3)]
const jwk = { kid: 'k-1', kty: 'OKP', crv: 'Ed25519', d: 'the-private-part', x: 'the-public-part' }

test('what is stored tells nothing of the private part, and opens to it', async () => {
  const cipher = createKeyCipher([first])
  const stored = await cipher.seal(jwk)
  const parts = stored.jwe.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'))
  expect(parts.join()).not.toContain('private-part')
  expect(JSON.parse(parts[0] ?? '')).toEqual({ alg: 'dir', enc: 'A256GCM', kid: expect.any(String) })
  expect(await cipher.open(stored, 'k-1')).toEqual(jwk)
  expect(await cipher.seal(jwk)).not.toEqual(stored)
})

test('a secret is replaced without losing keys: the new one encrypts, the old one still opens', async () => {
  const stored = await createKeyCipher([first]).seal(jwk)
  const both = createKeyCipher([second, first])
  expect(await both.open(stored, 'k-1')).toEqual(jwk)
  expect([both.isCurrent(stored), both.isCurrent(await both.seal(jwk)), both.isCurrent(jwk)]).toEqual([
    false,
    true,
    false,
  ])
})

test('another secret opens nothing, and says which setting is wrong', async () => {
  const stored = await createKeyCipher([first]).seal(jwk)
  await expect(createKeyCipher([second]).open(stored, 'k-1')).rejects.toThrow('KEY_ENCRYPTION_SECRET does not hold')
  await expect(createKeyCipher([]).seal(jwk)).rejects.toThrow('There is no KEY_ENCRYPTION_SECRET')
})

test('what was changed, or belongs to another key, is refused', async () => {
  const cipher = createKeyCipher([first])
  const { jwe } = await cipher.seal(jwk)
  const [header, key, iv, text = '', tag] = jwe.split('.')
  const changed = [header, key, iv, `${text[0] === 'A' ? 'B' : 'A'}${text.slice(1)}`, tag].join('.')
  await expect(cipher.open({ jwe: changed }, 'k-1')).rejects.toThrow('decryption operation failed')
  await expect(cipher.open({ jwe }, 'k-2')).rejects.toThrow('is another key')
})
