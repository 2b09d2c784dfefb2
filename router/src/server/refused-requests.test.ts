import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { sendRaw } from './send-raw.ts'
import { startTestRouter, type TestRouter } from './start-test-router.ts'

let router: TestRouter | null = null
afterEach(async () => {
  await router?.stop()
  router = null
})
const start = async (settings: Record<string, string>) => {
  router = await startTestRouter(settings)
  return router
}
const wide = (fields: number) => Object.fromEntries(Array.from({ length: fields }, (_, n) => [`a${n}`, 1]))

test.each([
  ['is no JSON', '{"query":', {}],
  ['has a forbidden name', '{"query":"{ hello }","__proto__":1}', {}],
  ['is a list of nothing', '[[],[]]', {}],
  ['is of another type', '{ hello }', { 'content-type': 'text/plain' }],
  ['has an unknown encoding', '{"query":"{ hello }"}', { 'content-encoding': 'zip' }],
  ['is too large', `{"query":"{ hello } #${'a'.repeat(2_000)}"}`, {}],
  ['is no operation', '{"query":1}', {}],
  ['cannot be parsed', '{"query":"{"}', {}],
  ['has a bad token', '{"query":"{ hello }"}', { authorization: 'Bearer a.b.c' }],
  ['wants events and is no operation', '{"query":1}', { accept: 'text/event-stream' }],
])('a request that %s counts like any other', async (_, body, headers) => {
  const { post } = await start({ CLIENT_LIMIT_MINUTE: '3', BODY_BYTES_MAX: '1024' })
  const statuses: number[] = []
  for (let sent = 0; sent < 5; sent++) statuses.push((await post(body, headers)).status)
  expect(statuses.slice(0, 3).every((status) => status >= 400 && status < 429)).toBe(true)
  expect(statuses.slice(3)).toEqual([429, 429])
  const other = await post({ query: '{ hello }' })
  expect([other.status, other.json.errors[0].extensions.code]).toEqual([429, 'RATE_LIMITED'])
  expect(other.headers.get('retry-after')).toMatch(/^\d+$/)
})

test('a POST that wants to become a WebSocket counts like any other', async () => {
  const { port } = await start({ CLIENT_LIMIT_MINUTE: '2' })
  const lines = ['POST /graphql HTTP/1.1', 'host: a', 'content-type: application/json', 'connection: upgrade']
  const request = [...lines, 'upgrade: websocket', 'content-length: 2', '', '{}'].join('\r\n')
  const answers: string[] = []
  for (let sent = 0; sent < 3; sent++) answers.push(await sendRaw(port, [request]))
  expect(answers.map((answer) => answer.slice(9, 12))).toEqual(['400', '400', '429'])
})

test('who asked too often is refused before the body is read', async () => {
  const { url } = await start({ CLIENT_LIMIT_MINUTE: '1' })
  const ask = (body: string | ReadableStream) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit)
  expect((await ask('{"query":"{ hello }"}')).status).toBe(200)
  // A body that never ends.
  const endless = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode('{')) })
  expect((await ask(endless)).status).toBe(429)
})

test('a batch of a third of a million nothings is refused for its length alone', async () => {
  const { url } = await start({ BATCH_MAX: '5' })
  const body = gzipSync(`[${'[],'.repeat(340_000)}[]]`)
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body,
  })
  expect(response.status).toBe(400)
  const { errors } = (await response.json()) as { errors: { extensions: object }[] }
  expect(errors[0]?.extensions).toMatchObject({ limit: 'batch', found: 340_001, allowed: 5 })
})

test.each([
  ['variables', { query: '{ hello }', variables: wide(1_001) }],
  ['an object in variables', { query: '{ hello }', variables: { input: wide(1_001) } }],
  ['an object in the document', { query: `{ echo(input: { ${'text: 1 '.repeat(1_001)} }) }` }],
])('more than 1,000 fields of %s are refused', async (_, body) => {
  const { post } = await start({})
  const { status, json } = await post(body)
  expect(status).toBe(400)
  expect(json.errors[0].extensions).toMatchObject({ code: 'OPERATION_LIMIT_EXCEEDED', limit: 'listSize', found: 1_001 })
})

test.each([
  '1e400',
  '-1e400',
  '9'.repeat(400),
])('the number %s in a document is refused, not sent on', async (number) => {
  const { post } = await start({})
  const { status, json } = await post({ query: `{ echo(input: { text: ${number} }) }` })
  expect(status).toBe(400)
  expect(json.errors.map(({ message }: Error) => message)).toContain('The number is larger than numbers can be.')
})

test.each([
  ['same-site', 403],
  ['cross-site', 403],
  ['same-origin', 200],
  ['none', 200],
])('a stream that a page asks for blindly, by a request that is %s, answers %d', async (site, status) => {
  const { url } = await start({})
  const query = encodeURIComponent('{ hello }')
  const response = await fetch(`${url}/graphql?query=${query}`, {
    headers: { accept: 'text/event-stream', 'sec-fetch-site': site },
  })
  expect(response.status).toBe(status)
  await response.text()
})
