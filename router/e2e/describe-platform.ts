import { randomUUID } from 'node:crypto'
import { createKeyCipher } from '@ree-ai/users/signing-key/create-key-cipher'
import { print } from 'graphql'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import { importJWK, type JWK, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import {
  AskDocument,
  ChangePropertyStatusDocument,
  CreatePropertyDocument,
  DocumentWithChunksDocument,
  ImportProgressDocument,
  type ImportProgressSubscription,
  ImportPropertiesDocument,
  IndexDocumentDocument,
  ListDocumentsDocument,
  ListPropertiesDocument,
  LoginDocument,
  LogoutDocument,
  MeDocument,
  PropertyDetailsDocument,
  RefreshTokenDocument,
  RegisterDocument,
  SearchPassagesDocument,
  SearchPropertiesDocument,
  UpdatePropertyDocument,
} from '../generated/operations.ts'
import { ask, get, type PlatformUnderTest } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const guide = `# Keeping a dog in Port Calder

Every dog needs a yellow tag from the harbour office.

## What does the tag cost?

The tag costs 14 euros a year. It is paid in January at the harbour office.

## Where may a dog run free?

Dogs may run free on the north beach after seven in the evening.
`

const draft = {
  title: 'Two rooms above the old rope works',
  description: 'A bright flat on the second floor with a view of the slipway. Dogs are welcome.',
  listingIntent: 'FOR_RENT',
  propertyType: 'APARTMENT',
  listPrice: { amount: 990, currency: 'EUR' },
  livingArea: 54,
  bedroomsTotal: 2,
  bathroomsTotal: 1,
  address: { city: 'Port Calder', district: 'Old Harbour', street: '4 Rope Walk', postalCode: '4001', country: 'ZZ' },
  attributes: [
    { key: 'petsAllowed', list: ['dogs'] },
    { key: 'ropeHooksInCeiling', number: 7 },
  ],
} as const

/** The end-to-end suite. It holds however the platform runs; each run starts with an empty store. */
export function describePlatform(name: string, start: () => Promise<PlatformUnderTest>): void {
  describe(name, () => {
    let platform: PlatformUnderTest
    let adminToken: string
    const registerUser = async () => {
      const input = { email: `${randomUUID()}@example.com`, password: 'rope-walk-4-lantern', fullName: 'Ada Fisher' }
      const { register } = await get(platform, RegisterDocument, { input })
      return { ...input, ...register }
    }
    const publish = async (token: string, changes: object = {}) => {
      const { createProperty } = await get(platform, CreatePropertyDocument, { input: { ...draft, ...changes } }, token)
      const input = { id: createProperty.id, version: createProperty.version, standardStatus: 'ACTIVE' as const }
      const { changePropertyStatus } = await get(platform, ChangePropertyStatusDocument, { input }, token)
      return changePropertyStatus
    }

    beforeAll(async () => {
      platform = await start()
      adminToken = (await get(platform, LoginDocument, { input: platform.admin })).login.accessToken
    })
    afterAll(async () => platform?.stop())

    describe('accounts', () => {
      test('a person registers, is known by the token, refreshes it once, and signs out', async () => {
        const user = await registerUser()
        const { me } = await get(platform, MeDocument, {}, user.accessToken)
        expect(me).toMatchObject({ email: user.email, fullName: 'Ada Fisher', role: 'USER' })

        const renewed = (await get(platform, RefreshTokenDocument, { input: { refreshToken: user.refreshToken } }))
          .refreshToken
        expect(renewed.refreshToken).not.toBe(user.refreshToken)
        expect((await get(platform, LogoutDocument, {}, renewed.accessToken)).logout).toBe(true)

        await vi.waitFor(async () => {
          const after = await ask(platform, MeDocument, {}, renewed.accessToken)
          expect(after.errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
          expect(after.status).toBe(401)
        }, 10_000)
      })

      test('a refresh token used twice ends the session', async () => {
        const user = await registerUser()
        const input = { refreshToken: user.refreshToken }
        const renewed = (await get(platform, RefreshTokenDocument, { input })).refreshToken
        const again = await ask(platform, RefreshTokenDocument, { input })
        expect(again.errors[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN')
        const late = await ask(platform, RefreshTokenDocument, { input: { refreshToken: renewed.refreshToken } })
        expect(late.errors[0]?.extensions.code).toBe('INVALID_REFRESH_TOKEN')
      })

      test('a wrong password and an unknown address answer alike', async () => {
        const user = await registerUser()
        const answers = await Promise.all(
          [user.email, 'nobody@example.com'].map((email) =>
            ask(platform, LoginDocument, { input: { email, password: 'not-the-password' } }),
          ),
        )
        expect(answers.map(({ errors }) => [errors[0]?.message, errors[0]?.extensions.code])).toEqual([
          [answers[0]?.errors[0]?.message, 'INVALID_CREDENTIALS'],
          [answers[0]?.errors[0]?.message, 'INVALID_CREDENTIALS'],
        ])
      })
    })

    describe('listings', () => {
      test('a listing is private until published, then found by plain language with every fact it was asked for', async () => {
        const user = await registerUser()
        const { createProperty } = await get(platform, CreatePropertyDocument, { input: draft }, user.accessToken)
        expect((await get(platform, PropertyDetailsDocument, { id: createProperty.id })).property).toBeNull()

        const published = await publish(user.accessToken)
        const words = { query: 'two bedroom apartment to rent in Port Calder under €1000 that takes dogs' }
        const found = await vi.waitFor(async () => {
          const { searchProperties } = await get(platform, SearchPropertiesDocument, words)
          expect(searchProperties.edges.map(({ node }) => node?.id)).toContain(published.id)
          return searchProperties
        }, 20_000)
        expect(found.understood.facts.map(({ field }) => field).sort()).toEqual(
          ['attributes.petsAllowed', 'bedroomsTotal', 'city', 'listPrice', 'listingIntent', 'propertyType'].sort(),
        )
        expect(found.relaxed).toEqual([])
        for (const { node } of found.edges) {
          expect(node).toMatchObject({
            bedroomsTotal: 2,
            propertyType: 'APARTMENT',
            listingIntent: 'FOR_RENT',
            address: { city: 'Port Calder' },
          })
          expect(node?.listPrice.amount).toBeLessThanOrEqual(1000)
        }
      })

      test('from the moment that a listing is withdrawn a search neither counts nor quotes it', async () => {
        const user = await registerUser()
        const published = await publish(user.accessToken, {
          title: 'Rooms over the candle maker',
          description: 'A quernstone stands in the hall. Two rooms look over the slipway to the candle maker.',
        })
        const search = () => get(platform, SearchPropertiesDocument, { query: 'quernstone in the hall', first: 50 })
        await vi.waitFor(async () => {
          const { edges } = (await search()).searchProperties
          expect(edges.flatMap(({ highlights }) => highlights).join()).toContain('quernstone')
        }, 20_000)
        const before = (await search()).searchProperties.totalCount
        const { id, version } = published
        const input = { id, version, standardStatus: 'WITHDRAWN' as const }
        await get(platform, ChangePropertyStatusDocument, { input }, user.accessToken)
        const { edges, totalCount } = (await search()).searchProperties
        expect(totalCount).toBe(before - 1)
        expect(edges.every(({ node }) => node !== null)).toBe(true)
        expect(JSON.stringify(edges)).not.toContain('quernstone')
      })

      test('one operation joins properties, users, classification and rag', async () => {
        const user = await registerUser()
        const published = await publish(user.accessToken)
        const { property } = await get(platform, PropertyDetailsDocument, { id: published.id })
        expect(property).toMatchObject({
          title: draft.title,
          owner: { id: user.user?.id, fullName: 'Ada Fisher' },
          classification: { propertyType: 'APARTMENT', listingIntent: 'FOR_RENT' },
          similar: expect.any(Array),
        })
        expect(property?.completeness?.score).toBeGreaterThan(50)
        expect(property?.attributes.find(({ key }) => key === 'ropeHooksInCeiling')).toMatchObject({
          status: 'NEW',
          value: { number: 7 },
        })
      })

      test('an edit of a stale version is a conflict that tells the current one', async () => {
        const user = await registerUser()
        const { createProperty } = await get(platform, CreatePropertyDocument, { input: draft }, user.accessToken)
        const input = { id: createProperty.id, version: createProperty.version, title: 'Two rooms, newly painted' }
        await get(platform, UpdatePropertyDocument, { input }, user.accessToken)
        const late = await ask(platform, UpdatePropertyDocument, { input }, user.accessToken)
        expect(late.errors[0]?.extensions).toMatchObject({
          code: 'CONFLICT',
          currentVersion: createProperty.version + 1,
        })
      })

      test('all problems of an input are reported together, each with its path', async () => {
        const user = await registerUser()
        const input = { ...draft, title: 'x', bedroomsTotal: -1, listPrice: { amount: -5, currency: 'EUR' } }
        const answer = await ask(platform, CreatePropertyDocument, { input }, user.accessToken)
        const problems = answer.errors[0]?.extensions.problems as { path: string }[]
        expect(problems.map(({ path }) => path).sort()).toEqual([
          'input.bedroomsTotal',
          'input.listPrice.amount',
          'input.title',
        ])
      })

      test('an import refuses a bad row with its line and reason, keeps the others, and changes nothing when run again', async () => {
        const rows = [
          { line: 2, values: { sourceKey: 'a', ...draft, attributes: {}, standardStatus: 'ACTIVE' } },
          {
            line: 3,
            values: { sourceKey: 'b', ...draft, attributes: {}, listPrice: { amount: 'much', currency: 'EUR' } },
          },
        ]
        const input = { source: 'e2e', mappingName: 'reso', rows }
        const first = (await get(platform, ImportPropertiesDocument, { input }, adminToken)).importProperties
        expect(first).toMatchObject({ total: 2, created: 1, refused: 1, refusals: [{ line: 3 }] })
        const second = (await get(platform, ImportPropertiesDocument, { input }, adminToken)).importProperties
        expect(second).toMatchObject({ created: 0, updated: 0, unchanged: 1, refused: 1 })
      })

      test('whoever imports follows the job, batch by batch, over WebSocket and server-sent events', async () => {
        const row = (key: string) => ({ line: 2, values: { sourceKey: key } })
        const input = { source: 'followed', mappingName: 'reso', rows: [row('a')] }
        const { id: jobId } = (await get(platform, ImportPropertiesDocument, { input }, adminToken)).importProperties
        const headers = { authorization: `Bearer ${adminToken}` }
        const url = `${platform.url}/graphql`
        const clients = [
          createSocketClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: headers }),
          createSseClient({ url, headers }),
        ]
        const request = { query: print(ImportProgressDocument), variables: { jobId } }
        const jobs = clients.map((client) => client.iterate<ImportProgressSubscription>(request))
        const readTotals = () =>
          Promise.all(jobs.map(async (job) => (await job.next()).value?.data?.importProgress.total))
        expect(await readTotals()).toEqual([1, 1])
        const next = readTotals()
        await get(platform, ImportPropertiesDocument, { input: { ...input, jobId, rows: [row('b')] } }, adminToken)
        expect(await next).toEqual([2, 2])
        for (const client of clients) client.dispose()
      })

      test('pages and facets agree with each other', async () => {
        const first = (await get(platform, ListPropertiesDocument, { filter: { city: ['port calder'] }, first: 1 }))
          .properties
        const counted = first.facets.find(({ key }) => key === 'city')?.values
        expect(counted).toEqual([{ value: 'Port Calder', count: first.totalCount }])
        const second = (
          await get(platform, ListPropertiesDocument, {
            filter: { city: ['port calder'] },
            first: 1,
            after: first.pageInfo.endCursor,
          })
        ).properties
        expect(second.edges[0]?.node.id).not.toBe(first.edges[0]?.node.id)
      })
    })

    describe('documents', () => {
      test('an answer cites the exact words of the document, and a question it does not answer is refused', async () => {
        const input = { title: 'Keeping a dog in Port Calder', body: guide, source: 'https://guides.example/dogs' }
        const { indexDocument } = await get(platform, IndexDocumentDocument, { input }, adminToken)
        const answer = await vi.waitFor(async () => {
          const found = (await get(platform, AskDocument, { question: 'How much does the yellow dog tag cost?' }))
            .answer
          expect(found.grounded).toBe(true)
          return found
        }, 20_000)
        expect(answer.text).toContain('14 euros')
        for (const citation of answer.citations) {
          expect(citation.source).toMatchObject({ id: indexDocument.id })
          expect(guide.slice(citation.start, citation.end)).toBe(citation.quote)
        }
        const off = (await get(platform, AskDocument, { question: 'Who won the chess world championship in 1972?' }))
          .answer
        expect(off).toMatchObject({ grounded: false, citations: [] })

        const { document } = await get(platform, DocumentWithChunksDocument, {
          id: indexDocument.id,
          options: { maxTokens: 40 },
        })
        for (const chunk of document?.chunks ?? []) expect(guide.slice(chunk.start, chunk.end)).toBe(chunk.text)
        expect(document?.chunks?.length).toBeGreaterThan(1)
        expect(
          (await get(platform, SearchPassagesDocument, { query: 'dog on the beach' })).searchPassages[0]?.document.id,
        ).toBe(indexDocument.id)
        expect((await get(platform, ListDocumentsDocument, {})).documents.edges[0]?.node.status).toBe('INDEXED')
      })
    })

    describe('policies', () => {
      test('a field without permission is null with its error, and the rest of the operation runs', async () => {
        const answer = await ask<{ me: null; users: null; properties: { totalCount: number } }>(
          platform,
          '{ me { id } users { totalCount } properties { totalCount } }',
        )
        expect(answer.status).toBe(200)
        expect(answer.errors).toMatchObject([{ path: ['users'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }])
        expect(answer.data).toBeNull()
      })

      test('a nullable field without permission leaves its neighbours', async () => {
        const answer = await ask<{ user: null; properties: { totalCount: number } }>(
          platform,
          '{ user(id: "1") { id } properties { totalCount } }',
        )
        expect(answer.data).toEqual({ user: null, properties: { totalCount: expect.any(Number) } })
        expect(answer.errors).toMatchObject([{ path: ['user'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }])
      })

      test('an expired token is 401 UNAUTHENTICATED, and never an anonymous request', async () => {
        const key = await platform.database.client.signingKey.findFirstOrThrow({ where: { retiredAt: null } })
        const cipher = createKeyCipher([testSettings.KEY_ENCRYPTION_SECRET])
        const past = Math.floor(Date.now() / 1000) - 7200
        const token = await new SignJWT({ role: 'ADMIN', scope: 'users:read', sid: randomUUID() })
          .setProtectedHeader({ alg: key.algorithm, kid: key.kid })
          .setSubject(randomUUID())
          .setIssuer('ree-ai-users')
          .setAudience('ree-ai-router')
          .setIssuedAt(past)
          .setExpirationTime(past + 3600)
          .sign(await importJWK((await cipher.open(key.privateJwk as JWK, key.kid)) as JWK, key.algorithm))
        const answer = await ask(platform, '{ properties { totalCount } }', {}, token)
        expect(answer.status).toBe(401)
        expect(answer.data ?? null).toBeNull()
        expect(answer.errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
      })

      test('an operation over its cost is refused before anything is fetched, and told both figures', async () => {
        const query =
          '{ properties(first: 100) { edges { node { similar(first: 20) { similar(first: 20) { id title } } } } } }'
        const answer = await ask(platform, query)
        expect(answer.status).toBe(400)
        expect(answer.errors[0]?.extensions.code).toBe('COST_ESTIMATED_TOO_EXPENSIVE')
        expect(answer.errors[0]?.extensions.cost).toMatchObject({
          estimated: expect.any(Number),
          maximum: expect.any(Number),
        })
      })

      test('every answer tells what it cost', async () => {
        const { extensions } = await ask(platform, '{ properties(first: 2) { edges { node { id } } } }')
        expect(extensions.cost).toMatchObject({
          estimated: expect.any(Number),
          actual: expect.any(Number),
          maximum: expect.any(Number),
        })
      })

      test('a rate-limited field passes exactly as often as it may, aliases counted, and then only that field is refused', async () => {
        const user = await registerUser()
        // `answer` may be used 30 times a minute: 16 uses pass, and 14 of the next 16.
        const aliases = Array.from(
          { length: 16 },
          (_, index) => `a${index}: answer(question: "What does a tag cost?") { grounded }`,
        )
        const query = `{ ${aliases.join(' ')} }`
        expect((await ask(platform, query, {}, user.accessToken)).errors).toEqual([])
        const { errors } = await ask(platform, query, {}, user.accessToken)
        expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
          [['a14'], 'RATE_LIMITED'],
          [['a15'], 'RATE_LIMITED'],
        ])
        expect(errors[0]?.extensions.retryAfterSeconds).toBeGreaterThan(0)
      })

      test('a client that asks too often gets 429 and is told when to come back', async () => {
        const user = await registerUser()
        let refused: Awaited<ReturnType<typeof ask>> | undefined
        for (let sent = 0; sent < 2_000 && refused === undefined; sent += 50) {
          const answers = await Promise.all(
            Array.from({ length: 50 }, () => ask(platform, '{ __typename }', {}, user.accessToken)),
          )
          refused = answers.find(({ status }) => status === 429)
        }
        expect(refused?.errors[0]?.extensions.code).toBe('RATE_LIMITED')
        expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
      })

      test('an operation that is too deep or unknown is refused with a registered code', async () => {
        const deep = await ask(
          platform,
          `{ ${'properties { edges { node { similar { '.repeat(1)}${'similar { '.repeat(40)} id ${'} '.repeat(40)} } } } } }`,
        )
        expect(deep.errors[0]?.extensions.code).toBe('OPERATION_LIMIT_EXCEEDED')
        const unknown = await ask(platform, '{ nonsense }')
        expect([unknown.status, unknown.errors[0]?.extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
        const internals = await ask(platform, '{ _service { sdl } }')
        expect(internals.errors[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED')
      })
    })

    test('metrics show requests, resolvers by type and field, subgraph fetches and refusals', async () => {
      const text = await (await fetch(`${platform.adminUrl}/metrics`)).text()
      expect(text).toMatch(/^http_requests_total\{.*\} \d+/m)
      expect(text).toMatch(/^graphql_resolver_duration_seconds_count\{.*subgraph="properties".*\} \d+/m)
      expect(text).toMatch(/field="title"|field="edges"/)
      expect(text).toMatch(/^subgraph_fetches_total\{.*subgraph="users".*\} \d+/m)
      expect(text).toMatch(/^graphql_refusals_total\{.*code="RATE_LIMITED".*\} \d+/m)
      expect((await fetch(`${platform.url}/metrics`)).status).toBe(404)
    })
  })
}
