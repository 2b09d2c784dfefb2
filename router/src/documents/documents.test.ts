import { afterAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startTestRouter } from '../server/start-test-router.ts'
import { hashText } from './hash-text.ts'
import { readManifest } from './read-manifest.ts'

const stops: (() => Promise<void>)[] = []
afterAll(() => Promise.all(stops.map((stop) => stop())))

const body = 'query Hello($name: String) {\n  hello(name: $name)\n  ...Big\n}\n\nfragment Big on Query {\n  big\n}'
const deep = 'query Deep {\n  thing {\n    id\n  }\n}'
const renderManifest = (...bodies: readonly string[]) =>
  JSON.stringify({
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: bodies.map((text) => ({
      id: hashText(text),
      name: /query (\w+)/.exec(text)?.[1],
      type: 'query',
      body: text,
    })),
  })

async function start(environment: Record<string, string>) {
  const readTrusted = () => readManifest(renderManifest(body, deep), 'manifest.json')
  const router = await startTestRouter(environment, { readTrusted })
  stops.push(router.stop)
  return router
}
const byId = (text: string, more: object = {}) => ({
  ...more,
  extensions: { persistedQuery: { version: 1, sha256Hash: hashText(text) } },
})
const outcome = ({ status, json }: { status: number; json: { errors?: { extensions: { code: string } }[] } }) => [
  status,
  json.errors?.[0]?.extensions.code,
]
const get = async (url: string, parameters: Record<string, string>) => {
  const response = await fetch(`${url}/graphql?${new URLSearchParams(parameters)}`, {
    headers: { 'apollo-require-preflight': '1' },
  })
  return {
    status: response.status,
    json: (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] },
  }
}

describe('where only trusted documents run', async () => {
  const router = await start({ TRUSTED_DOCUMENTS: 'enforce', BATCH_MAX: '5' })

  test('they run by id, by POST and by GET', async () => {
    const posted = await router.post(byId(body, { variables: { name: 'Ada' }, operationName: 'Hello' }))
    expect(posted.json.data.hello).toBe('Hello Ada')
    const { extensions } = byId(body)
    const got = await get(router.url, { extensions: JSON.stringify(extensions), variables: '{"name":"Bob"}' })
    expect(got.json.data).toMatchObject({ hello: 'Hello Bob' })
  })

  test('they run by their text, spelled in any way, with or without the id', async () => {
    for (const query of [
      body,
      `# a comment\n${body.replaceAll('\n', '  ,\r\n')}`,
      'fragment Big on Query { big } query Hello($name: String) { hello(name: $name) ...Big }',
    ])
      expect(outcome(await router.post({ query, variables: { name: 'Ada' } }))).toEqual([200, undefined])
    expect(outcome(await router.post(byId(body, { query: body })))).toEqual([200, undefined])
  })

  test.each([
    [
      'one field more',
      'query Hello($name: String) { hello(name: $name) ...Big __typename } fragment Big on Query { big }',
    ],
    ['an alias', 'query Hello($name: String) { x: hello(name: $name) ...Big } fragment Big on Query { big }'],
    ['another name', 'query Other($name: String) { hello(name: $name) ...Big } fragment Big on Query { big }'],
    ['another operation beside it', `${body} query More { big }`],
    ['a literal for a variable', 'query Hello { hello(name: "Ada") ...Big } fragment Big on Query { big }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['a schema', 'type Query { a: Int }'],
    ['no GraphQL', 'query Hello('],
  ])('nothing else runs: %s', async (_what, query) => {
    expect(outcome(await router.post({ query }))).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
    expect(outcome(await router.post(byId(query, { query })))).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
    expect(outcome(await get(router.url, { query }))).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
  })

  test('nobody teaches it a document', async () => {
    const query = '{ big }'
    expect(outcome(await router.post(byId(query)))).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST'])
    expect(outcome(await router.post(byId(query, { query })))).toEqual([403, 'QUERY_NOT_IN_SAFELIST'])
    expect(outcome(await router.post(byId(query)))).toEqual([404, 'PERSISTED_QUERY_NOT_IN_LIST'])
    expect(outcome(await router.post(byId(body, { query })))).toEqual([400, 'BAD_REQUEST'])
  })

  test('a batch runs its trusted entries', async () => {
    const { status, json } = await router.post([byId(deep), { query: '{ big }' }, { query: deep }])
    expect(status).toBe(200)
    expect(json.map((answer: { data?: unknown }) => answer.data !== undefined)).toEqual([true, false, true])
  })

  test('WebSockets are no way around', async () => {
    const ask = (payload: object) =>
      new Promise<string>((resolve, reject) => {
        const socket = new WebSocket(router.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws')
        socket.on('open', () => socket.send('{"type":"connection_init"}'))
        socket.on('error', reject)
        socket.on('message', (data) => {
          const message = JSON.parse(String(data))
          if (message.type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload }))
          else if (message.type !== 'ping') {
            resolve(JSON.stringify(message))
            socket.close()
          }
        })
      })
    expect(await ask({ query: '{ big }' })).toContain('QUERY_NOT_IN_SAFELIST')
    expect(await ask({ query: '', ...byId('{ big }') })).toContain('PERSISTED_QUERY_NOT_IN_LIST')
    expect(await ask({ query: '', ...byId(deep) })).toContain('"thing":{"id":"1"}')
    expect(await ask({ query: deep })).toContain('"thing":{"id":"1"}')
  })

  test('event streams are no way around', async () => {
    const response = await fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: '{ big }' }),
    })
    expect(await response.text()).toContain('QUERY_NOT_IN_SAFELIST')
  })

  test('each refusal is counted', async () => {
    expect(await router.readMetrics()).toMatch(
      /graphql_refusals_total\{policy="trusted-documents",code="QUERY_NOT_IN_SAFELIST"\} \d/,
    )
  })
})

test('trusted documents are within the limits, by id too', async () => {
  const router = await start({ TRUSTED_DOCUMENTS: 'enforce', LIMIT_DEPTH: '1' })
  expect(outcome(await router.post(byId(body)))).toEqual([200, undefined])
  expect(outcome(await router.post(byId(deep)))).toEqual([400, 'OPERATION_LIMIT_EXCEEDED'])
})

test('where untrusted documents are logged they run, are counted, and are named once by hash', async () => {
  const router = await start({ TRUSTED_DOCUMENTS: 'log' })
  const query = '{ hello(name: "private") }'
  for (let times = 0; times < 3; times += 1)
    expect(outcome(await router.post({ query }, { 'apollographql-client-name': 'web' }))).toEqual([200, undefined])
  await router.post(byId(body))
  const logged = router.lines.filter(({ message }) => message === 'a document is not in the manifest')
  expect(logged.map(({ details }) => [details.hash, details.client])).toEqual([[hashText(query), 'web']])
  expect(JSON.stringify(router.lines)).not.toContain('private')
  expect(await router.readMetrics()).toContain('graphql_untrusted_documents_total 3')
})

describe('automatic persisted queries', async () => {
  const router = await start({ LIMIT_DEPTH: '1' })

  test('are taught once and then run by hash, by GET too', async () => {
    const query = '{ hello }'
    expect(outcome(await router.post(byId(query)))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
    expect(outcome(await router.post(byId(query, { query })))).toEqual([200, undefined])
    expect(outcome(await router.post(byId(query)))).toEqual([200, undefined])
    expect(outcome(await get(router.url, { extensions: JSON.stringify(byId(query).extensions) }))).toEqual([
      200,
      undefined,
    ])
  })

  test.each<[string, object]>([
    ['a hash of something else', byId('{ big }', { query: '{ hello }' })],
    ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: '../../etc/passwd' } } }],
    ['a hash that is an object', { extensions: { persistedQuery: { version: 1, sha256Hash: {} } } }],
    ['another version', { extensions: { persistedQuery: { version: 2, sha256Hash: hashText('{ hello }') } } }],
    ['no object', { extensions: { persistedQuery: 'yes' } }],
  ])('with %s are refused', async (_what, request) => {
    expect(outcome(await router.post(request))).toEqual([400, 'BAD_REQUEST'])
  })

  test('do not learn what may not run', async () => {
    for (const query of ['{ thing { a a a } }', '{ nonsense }', '{ nonsense']) {
      expect(outcome(await router.post(byId(query, { query })))[0]).toBe(400)
      expect(outcome(await router.post(byId(query)))[1]).toBe('PERSISTED_QUERY_NOT_FOUND')
    }
  })

  test('are not those of the manifest where trusted documents are off', async () => {
    expect(outcome(await router.post(byId(deep)))).toEqual([200, 'PERSISTED_QUERY_NOT_FOUND'])
  })

  test('can be off, and clients are told to send the text', async () => {
    const off = await start({ APQ: 'off' })
    expect(outcome(await off.post(byId('{ hello }')))).toEqual([200, 'PERSISTED_QUERY_NOT_SUPPORTED'])
  })
})

describe('introspection, where it is off, is off', async () => {
  const router = await start({ NODE_ENV: 'production', BATCH_MAX: '2' })
  test.each([
    '{ __schema { queryType { name } } }',
    '{ x: __schema { queryType { name } } }',
    '{ __type(name: "Query") { name } }',
    '{ ...F } fragment F on Query { y: __type(name: "Query") { name } }',
    '{ ... on Query { ... @include(if: true) { z: __schema { types { name } } } } }',
  ])('%s', async (query) => {
    expect(outcome(await router.post({ query }))).toEqual([400, 'INTROSPECTION_DISABLED'])
    expect(outcome(await get(router.url, { query }))).toEqual([400, 'INTROSPECTION_DISABLED'])
    expect(outcome(await router.post(byId(query, { query })))).toEqual([400, 'INTROSPECTION_DISABLED'])
    expect(outcome(await router.post(byId(query)))[1]).toBe('PERSISTED_QUERY_NOT_FOUND')
    const { json } = await router.post([{ query }, { query: '{ helo }' }])
    expect(json[0].errors[0].extensions.code).toBe('INTROSPECTION_DISABLED')
    expect(JSON.stringify(json)).not.toMatch(/Did you mean|hello/)
  })

  test('and no message names what the schema has', async () => {
    for (const query of [
      '{ helo }',
      '{ thing { idd } }',
      '{ hello(nam: "a") }',
      '{ hello(size: LARG) }',
      '{ ... on Thin { id } }',
    ])
      expect((await router.post({ query })).text).not.toMatch(/Did you mean|LARGE/)
    for (const name of ['_entities(representations: [])', '_service']) {
      const { status, json } = await router.post({ query: `{ ${name} { __typename } }` })
      expect([status, json.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_VALIDATION_FAILED'])
    }
  })
})

describe('a manifest', () => {
  test('with faults is refused, with each of them', () => {
    const read = (text: string) => () => readManifest(text, 'manifest.json')
    expect(read('{')).toThrow('manifest.json are no JSON')
    const faulty = JSON.parse(renderManifest(body, deep, 'query Bad('))
    faulty.version = 2
    faulty.operations[0].body += ' '
    expect(read(JSON.stringify(faulty))).toThrow(
      /3 fault\(s\):\n {2}version: must be 1\n {2}operations\.0\.id: .*\n {2}operations\.2\.body: /,
    )
  })

  test('that is broken or missing keeps the router from starting where documents have to be trusted', async () => {
    const readTrusted = () => readManifest('{}', 'manifest.json')
    await expect(startTestRouter({ TRUSTED_DOCUMENTS: 'enforce' }, { readTrusted })).rejects.toThrow('manifest.json')
    await expect(startTestRouter({ TRUSTED_DOCUMENTS: 'enforce' })).rejects.toThrow('there is no manifest')
  })
})
