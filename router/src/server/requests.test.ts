import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sendRaw } from './send-raw.ts'
import { startTestRouter, type TestRouter } from './start-test-router.ts'

const json = { 'content-type': 'application/json' }
const body = '{"query":"{ hello }"}'
let router: TestRouter
let batching: TestRouter
beforeAll(async () => {
  router = await startTestRouter({
    BODY_BYTES_MAX: '20000',
    HEADERS_TIMEOUT_MS: '150',
    REQUEST_TIMEOUT_MS: '300',
    CORS_ORIGINS: 'https://app.example.com',
  })
  batching = await startTestRouter({ BATCH_MAX: '5', LIMIT_DEPTH: '3' })
})
afterAll(() => Promise.all([router.stop(), batching.stop()]))

async function send(init: RequestInit & { readonly path?: string } = {}) {
  const response = await fetch(`${router.url}${init.path ?? '/graphql'}`, { method: 'POST', headers: json, ...init })
  const text = await response.text()
  const isJson = text !== '' && (response.headers.get('content-type')?.includes('json') ?? false)
  const answer = isJson ? JSON.parse(text) : null
  return {
    status: response.status,
    headers: response.headers,
    text,
    answer,
    code: answer?.errors?.[0]?.extensions.code,
  }
}
const raw = (text: string) => sendRaw(router.port, [text])
const request = (lines: readonly string[], content = '') =>
  `${[...lines, 'connection: close', '', content].join('\r\n')}`
const postHead = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json']

describe('compressed bodies', () => {
  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('in %s are read', async (encoding, compress) => {
    const { answer } = await send({ headers: { ...json, 'content-encoding': encoding }, body: compress(body) })
    expect(answer.data).toEqual({ hello: 'Hello you' })
  })

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('that grow over the limit are refused, however small they came (%s)', async (encoding, compress) => {
    const bomb = compress(`{"query":"{ hello } #${'a'.repeat(30_000_000)}"}`)
    expect(bomb.length).toBeLessThan(100_000)
    const startedAt = performance.now()
    const small = compress(`{"query":"{ hello } #${'a'.repeat(1_000_000)}"}`)
    expect(small.length).toBeLessThan(20_000)
    for (const content of [small, bomb]) {
      const { status, code } = await send({ headers: { ...json, 'content-encoding': encoding }, body: content })
      expect([status, code]).toEqual([413, 'BAD_REQUEST'])
    }
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  test.each([
    ['an encoding that is not known', 'compress', gzipSync(body), 415],
    ['several encodings', 'gzip, gzip', gzipSync(gzipSync(body)), 415],
    ['what is not encoded as it says', 'gzip', Buffer.from(body), 400],
    ['half of it', 'gzip', gzipSync(body).subarray(0, 20), 400],
  ])('with %s are refused', async (_what, encoding, content, status) => {
    const answer = await send({ headers: { ...json, 'content-encoding': encoding }, body: content })
    expect([answer.status, answer.code]).toEqual([status, 'BAD_REQUEST'])
  })
})

describe('odd bodies', () => {
  test.each<[string, string | Buffer, Record<string, string>, number]>([
    ['another charset', body, { 'content-type': 'application/json; charset=utf-16' }, 415],
    [
      'bytes that are no UTF-8',
      Buffer.from([...Buffer.from('{"query":"{ hello } #'), 0xff, 0xc0, 0x22, 0x7d]),
      json,
      400,
    ],
    ['raw NUL bytes', '{"query":"{ hel\u0000lo }"}', json, 400],
    ['`__proto__`', '{"query":"{ hello }","variables":{"__proto__":{"isAdmin":true}}}', json, 400],
    ['`constructor.prototype`', '{"query":"{ hello }","variables":{"constructor":{"prototype":{"a":1}}}}', json, 400],
    ['a text', '"{ hello }"', json, 400],
    ['a form', 'query=%7Bhello%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['a multipart form', '--a\r\n\r\n{}\r\n--a--', { 'content-type': 'multipart/form-data; boundary=a' }, 415],
    ['plain text', body, { 'content-type': 'text/plain' }, 400],
    ['the type of an answer', body, { 'content-type': 'application/graphql-response+json' }, 415],
    ['no type', Buffer.from(body), {}, 415],
  ])('%s: refused', async (_what, content, headers, status) => {
    const answer = await send({ headers, body: content })
    expect([answer.status, answer.code]).toEqual([status, 'BAD_REQUEST'])
    expect(answer.text).not.toMatch(/FST_|node_modules|\.js:\d/)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test('a byte order mark and UTF-8 by any name are no fault', async () => {
    expect((await send({ body: `\ufeff${body}` })).status).toBe(200)
    expect((await send({ headers: { 'content-type': 'Application/JSON; Charset="UTF-8"' }, body })).status).toBe(200)
  })

  test('all values of variables that no subgraph could take are named', async () => {
    const query = 'query ($input: Input) { echo(input: $input) }'
    const { status, answer } = await send({
      body: JSON.stringify({ query, variables: { input: { text: 'a\u0000', tags: ['ok', 'b\u0000'] } } }),
    })
    expect([status, answer.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
    expect(answer.errors[0].extensions.problems.map(({ path }: { path: string }) => path).sort()).toEqual([
      'input.tags.1',
      'input.text',
    ])
    const inDocument = await send({ body: JSON.stringify({ query: '{ hello(name: "a\\u0000") }' }) })
    expect([inDocument.status, inDocument.code]).toEqual([400, 'BAD_REQUEST'])
  })

  test('names that JavaScript gives objects are data as any', async () => {
    const query =
      '{ constructor: thing { prototype: id constructor } thing { toString valueOf: id hasOwnProperty: id } }'
    expect((await send({ body: JSON.stringify({ query }) })).answer.data).toEqual({
      constructor: { prototype: '1', constructor: 'made' },
      thing: { toString: 'text', valueOf: '1', hasOwnProperty: '1' },
    })
    const proto = await send({ body: '{"query":"{ __proto__: thing { id } }"}' })
    expect([proto.status, proto.code]).toEqual([400, 'BAD_REQUEST'])
  })

  test('variables by GET are looked at the same way', async () => {
    const variables = encodeURIComponent('{"__proto__":{"a":1}}')
    const { status, code } = await send({
      path: `/graphql?query=${encodeURIComponent('{ hello }')}&variables=${variables}`,
      method: 'GET',
      headers: { 'apollo-require-preflight': '1' },
    })
    expect([status, code]).toEqual([400, 'BAD_USER_INPUT'])
  })
})

describe('odd requests', () => {
  test.each([
    'authorization: Bearer a',
    'content-type: text/plain',
    'host: b',
    'content-encoding: gzip',
  ])('a second header "%s" is refused instead of one of them being taken', async (header) => {
    const first = header.startsWith('authorization') ? ['authorization: Bearer b'] : []
    const encoding = header.startsWith('content-encoding') ? ['content-encoding: br'] : []
    const head = [...postHead, ...first, ...encoding, header, `content-length: ${body.length}`]
    const answer = await raw(request(head, body))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('BAD_REQUEST')
  })

  test('two lengths, or a length and chunks, are no request', async () => {
    const twice = await raw(request([...postHead, 'content-length: 5', 'content-length: 21'], body))
    expect(twice).toMatch(/^HTTP\/1\.1 400 /)
    const both = await raw(request([...postHead, 'transfer-encoding: chunked', 'content-length: 21'], `0\r\n\r\n`))
    expect(both).toMatch(/^HTTP\/1\.1 400 /)
  })

  test('large headers and long addresses are refused in words', async () => {
    const large = await raw(request([...postHead, `x-large: ${'a'.repeat(20_000)}`], body))
    expect(large).toMatch(/^HTTP\/1\.1 431 /)
    const long = await raw(request([`GET /graphql?query=${'a'.repeat(20_000)} HTTP/1.1`, 'host: a']))
    expect(long).toMatch(/^HTTP\/1\.1 431 /)
    expect(long).toContain('Send long queries by POST.')
    expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 .*This is not an HTTP request\./s)
  })

  test('clients that send slowly are sent away', async () => {
    const startedAt = performance.now()
    const [head, content] = await Promise.all([
      sendRaw(router.port, ['POST /graphql HTTP/1.1\r\nhost: a\r\n']),
      sendRaw(router.port, [`${postHead.join('\r\n')}\r\ncontent-length: 1000\r\n\r\n{"query":`]),
    ])
    expect(head).toMatch(/^HTTP\/1\.1 408 .*took too long/s)
    expect(content).toMatch(/^HTTP\/1\.1 408 .*took too long/s)
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  test('the host and an address with another host change nothing', async () => {
    for (const [target, host] of [
      ['http://evil.example.com/graphql', 'evil.example.com'],
      ['/graphql', 'evil.example.com:99'],
      ['/graphql', ''],
    ]) {
      const head = [`POST ${target} HTTP/1.1`, `host: ${host}`, 'content-type: application/json']
      const answer = await raw(request([...head, `content-length: ${body.length}`], body))
      expect(answer).toMatch(/^HTTP\/1\.1 200 /)
      expect(answer).not.toContain('evil')
    }
  })

  test('another method is told which ones there are', async () => {
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { status, headers, code } = await send({ method, body })
      expect([status, headers.get('allow'), code]).toEqual([405, 'GET, POST', 'BAD_REQUEST'])
    }
    expect((await send({ method: 'HEAD', headers: {}, body: undefined })).status).toBeGreaterThanOrEqual(400)
  })

  test('a mutation by GET is told to be sent by POST', async () => {
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const { status, headers } = await send({
        path: '/graphql?query=mutation{change}',
        method: 'GET',
        headers: { accept, 'apollo-require-preflight': '1' },
      })
      expect([status, headers.get('allow')]).toEqual([405, 'POST'])
    }
  })

  test('a parameter that comes twice is refused', async () => {
    const { status } = await send({
      path: '/graphql?query=%7Bhello%7D&query=%7Bbig%7D',
      method: 'GET',
      headers: { 'apollo-require-preflight': '1' },
    })
    expect(status).toBe(400)
  })
})

describe('other sites', () => {
  test('cannot make a browser ask for somebody: only what browsers ask leave for is read', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ hello }')}`
    expect((await send({ path, method: 'GET', headers: {} })).status).toBe(400)
    expect((await send({ path, method: 'GET', headers: { 'content-type': 'text/plain' } })).status).toBe(400)
    expect((await send({ path, method: 'GET', headers: { 'apollo-require-preflight': '1' } })).status).toBe(200)
    const events = await send({ headers: { 'content-type': 'text/plain', accept: 'text/event-stream' }, body })
    expect(events.status).toBe(400)
  })

  test.each([
    'https://evil.example.com',
    'https://app.example.com.evil.com',
    'http://app.example.com',
    'null',
    '',
  ])('of origin %j are never let in', async (origin) => {
    const asked = await send({ headers: { ...json, origin }, body })
    expect(asked.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })

  test('of a listed origin may ask, without cookies', async () => {
    const origin = 'https://app.example.com'
    const preflight = await send({
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBe(origin)
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull()
    expect(preflight.headers.get('vary')?.toLowerCase()).toContain('origin')
  })
})

describe('what a client says of itself', () => {
  const identify = async (to: TestRouter, headers: Record<string, string>, search = '') => {
    const response = await fetch(`${to.url}/graphql${search}`, {
      method: 'POST',
      headers: { ...json, ...headers },
      body: '{"query":"{ identity }"}',
    })
    return JSON.parse(((await response.json()) as { data: { identity: string } }).data.identity)
  }
  const claims = {
    'x-user-id': 'admin',
    'x-user-role': 'ADMIN',
    'x-user-scopes': 'users:write',
    'x-session-id': 's1',
    'x-client-address': '203.0.113.9',
    'x-router-timestamp': String(Date.now()),
    'x-router-signature': 'c2lnbmF0dXJl',
    'x-request-id': 'chosen',
    forwarded: 'for=203.0.113.9',
    'x-real-ip': '203.0.113.9',
    'x-forwarded-for': '203.0.113.9',
  }

  test('is not passed on: neither a user, nor a role, nor an address', async () => {
    expect(await identify(router, claims)).toEqual({ viewer: null, clientAddress: '127.0.0.1' })
  })

  test('is not read from the address: no token, no user', async () => {
    const search = '?access_token=a.b.c&token=a.b.c&authorization=Bearer%20a.b.c&x-user-id=admin'
    expect(await identify(router, {}, search)).toEqual({ viewer: null, clientAddress: '127.0.0.1' })
  })

  test('is believed of its address where a trusted proxy says it, up to the first that is not trusted', async () => {
    const behind = await startTestRouter({ TRUSTED_PROXIES: '127.0.0.0/8,10.0.0.0/8' })
    const addresses = ['6.6.6.6, 203.0.113.7, 10.0.0.2', '203.0.113.7', 'nonsense, 203.0.113.7'].map(async (list) => {
      const { clientAddress } = await identify(behind, { ...claims, 'x-forwarded-for': list })
      return clientAddress
    })
    expect(await Promise.all(addresses)).toEqual(['203.0.113.7', '203.0.113.7', '203.0.113.7'])
    await behind.stop()
  })
})

describe('every answer', () => {
  test.each([
    ['an operation', '/graphql', 'POST'],
    ['a refusal', '/graphql', 'PUT'],
    ['the health check', '/healthz', 'GET'],
    ['the readiness check', '/readyz', 'GET'],
    ['GraphiQL', '/graphiql', 'GET'],
    ['what is not there', '/../../etc/passwd', 'GET'],
  ])('has security headers: %s', async (_what, path, method) => {
    const { headers } = await send({ path, method, body: method === 'GET' ? undefined : body })
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('strict-transport-security')).toContain('max-age=')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('server')).toBeNull()
  })
})

describe('a batch', () => {
  test('with entries that are at fault has the answers of the others, each in its place', async () => {
    const { status, json: answers } = await batching.post([
      { query: '{ hello }' },
      { query: '{ nonsense }' },
      null,
      { query: 5 },
      { query: '{ thing { id } }', variables: { a: 'b' } },
    ])
    expect(status).toBe(200)
    const codes = answers.map(
      (answer: { errors?: { extensions: { code: string } }[] }) => answer.errors?.[0]?.extensions.code,
    )
    expect(codes).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'BAD_REQUEST', undefined])
    expect([answers[0].data, answers[4].data]).toEqual([{ hello: 'Hello you' }, { thing: { id: '1' } }])
    expect(answers[3].errors[0].message).toContain('`query` has to be text')
  })

  test('has limits on each entry and on their number', async () => {
    const { json: answers } = await batching.post([{ query: '{ hello }' }, { query: '{ a { b { c { d } } } }' }])
    expect(answers[0].data).toEqual({ hello: 'Hello you' })
    expect(answers[1].errors[0].extensions).toMatchObject({ code: 'OPERATION_LIMIT_EXCEEDED', limit: 'depth' })
    const long = await batching.post(new Array(6).fill({ query: '{ hello }' }))
    expect([long.status, long.json.errors[0].extensions]).toMatchObject([400, { limit: 'batch', found: 6, allowed: 5 }])
    expect((await batching.post([])).status).toBe(400)
    expect((await router.post([{ query: '{ hello }' }])).status).toBe(400)
  })
})
