import { readTemplate } from '@ree-ai/db/testing/open-test-database'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPlatform, type Platform } from '../embedded/create-platform.ts'
import { LoginDocument, RegisterDocument, SearchPropertiesDocument } from '../generated/operations.ts'
import { ask } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const faults: unknown[] = []
const logger = { debug() {}, info() {}, warn() {}, error: (details: object) => void faults.push(details) }
let platform: Platform
let under: { readonly url: string } & Parameters<typeof ask>[0]

beforeAll(async () => {
  platform = await createPlatform({
    dataDir: null,
    image: readTemplate(),
    logger,
    environment: { ...testSettings, TRUSTED_DOCUMENTS: 'enforce' },
  })
  under = {
    ...(await platform.listen(0, 0)),
    database: platform.database,
    stop: platform.stop,
    admin: { email: '', password: '' },
  }
})
afterAll(() => platform.stop())

describe('the whole platform, where only trusted documents run', () => {
  test('serves its own clients', async () => {
    const input = { email: 'ada@example.com', password: 'plover-kettle-97' }
    expect((await ask(under, RegisterDocument, { input })).errors).toEqual([])
    expect((await ask(under, LoginDocument, { input })).errors).toEqual([])
  })

  test('lets its services ask what they ask', async () => {
    await platform.syncIndex()
    expect(faults).toEqual([])
  })

  test('takes a typed document’s id, by GET too, and nothing else', async () => {
    const { hash } = (SearchPropertiesDocument as unknown as { readonly __meta__: { readonly hash: string } }).__meta__
    const search = new URLSearchParams({
      extensions: JSON.stringify({ persistedQuery: { version: 1, sha256Hash: hash } }),
      variables: '{"query":"a flat with a garden"}',
    })
    const headers = { 'apollo-require-preflight': '1' }
    const answer = await (await fetch(`${under.url}/graphql?${search}`, { headers })).json()
    expect(answer).toMatchObject({ data: { searchProperties: { totalCount: expect.any(Number) } } })
    const other = await ask(under, '{ properties(first: 100) { edges { node { id } } } }')
    expect([other.status, other.errors[0]?.extensions.code]).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
  })
})
