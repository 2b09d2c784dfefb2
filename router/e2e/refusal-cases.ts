import { request as sendHttp } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { ErrorCodeName } from '@ree-ai/kit/errors/error-codes'
import { WebSocket } from 'ws'
import { hashText } from '../src/documents/hash-text.ts'
import { type GuardedRouter, readCodes } from './start-guarded-router.ts'

/** What a client is told. */
export interface Told {
  readonly status: number
  readonly codes: readonly string[]
  readonly headers: Headers
  readonly text: string
}

/** One way in which the router refuses. */
export interface RefusalCase {
  readonly name: string
  readonly settings?: Readonly<Record<string, string>>
  readonly hasSupergraph?: false
  readonly run: (router: GuardedRouter) => Promise<Told>
  readonly status: number
  readonly code: ErrorCodeName
  /** Headers that standards ask for. */
  readonly headers?: Readonly<Record<string, RegExp>>
  /** The series in `/metrics` that counts it. */
  readonly counter: string
}

const seconds = /^[1-9]\d*$/
const refused = (policy: string, code: ErrorCodeName) => `graphql_refusals_total{policy="${policy}",code="${code}"}`
const answered = (status: number) => `http_requests_total{status="${status}"}`
const ask =
  (query: string, variables?: object): RefusalCase['run'] =>
  ({ post }) =>
    post({ query, variables })
const bomb = (levels: number) =>
  `{ people { ...F0 } } ${Array.from(
    { length: levels },
    (_, n) => `fragment F${n} on Person { a: friends { ...F${n + 1} } b: friends { ...F${n + 1} } }`,
  ).join(' ')} fragment F${levels} on Person { id score }`
const persisted = (sha256Hash: string, query?: string) => ({
  query,
  extensions: { persistedQuery: { version: 1, sha256Hash } },
})
const authorized =
  (authorization: string): RefusalCase['run'] =>
  ({ post }) =>
    post({ query: '{ hello }' }, { authorization })
const stream = { accept: 'text/event-stream' }
const ticks = 'subscription { ticks { text } }'

/** Opens a stream of events and leaves it open. */
async function openStream({ url }: GuardedRouter, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...stream, ...headers },
    body: JSON.stringify({ query: ticks }),
  })
}

/** The answer to a request whose parts are chosen freely. */
function sendRaw(
  { port }: GuardedRouter,
  options: { readonly method: string; readonly path?: string; readonly headers?: Record<string, string> },
  body = '',
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const outgoing = sendHttp({ port, host: '127.0.0.1', path: '/graphql', ...options }, (response) => {
      let text = ''
      response.on('data', (data) => {
        text += String(data)
      })
      response.on('end', () => {
        const headers = new Headers(response.headers as Record<string, string>)
        resolve({ status: response.statusCode ?? 0, headers, codes: readCodes(text), text })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** The answer to a WebSocket's handshake that is refused. */
function refuseUpgrade({ url }: GuardedRouter, headers: Record<string, string> = {}): Promise<Told> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers })
    socket.once('open', () => reject(new Error('it was let in')))
    socket.on('error', () => {})
    socket.once('unexpected-response', (_request, response) => {
      let text = ''
      response.on('data', (data) => {
        text += String(data)
      })
      response.on('end', () => {
        socket.terminate()
        const told = new Headers(response.headers as Record<string, string>)
        resolve({ status: response.statusCode ?? 0, headers: told, codes: readCodes(text), text })
      })
    })
  })
}

/** The codes of all messages until one has some. */
function talk(router: GuardedRouter, messages: readonly object[]): Promise<Told> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
    socket.once('error', reject)
    socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init' })))
    socket.on('message', (data) => {
      const text = String(data)
      if (JSON.parse(text).type === 'connection_ack')
        for (const message of messages) socket.send(JSON.stringify(message))
      const codes = readCodes(text)
      if (codes.length === 0) return
      socket.terminate()
      resolve({ status: 101, headers: new Headers(), codes, text })
    })
  })
}

async function readAnswer(response: Response): Promise<Told> {
  const text = await response.text()
  return { status: response.status, headers: response.headers, codes: readCodes(text), text }
}

/** What a stream tells at its end, after something has been done to it. */
async function endStream(
  router: GuardedRouter,
  act: () => unknown,
  headers: Record<string, string> = {},
): Promise<Told> {
  const response = await openStream(router, headers)
  await act()
  return readAnswer(response)
}

const badToken = { status: 401, code: 'UNAUTHENTICATED', headers: { 'www-authenticate': /^Bearer/ } } as const
const unauthenticated = { ...badToken, counter: refused('authenticate', 'UNAUTHENTICATED') }
const tooLarge = {
  status: 400,
  code: 'OPERATION_LIMIT_EXCEEDED',
  counter: refused('limit-operation', 'OPERATION_LIMIT_EXCEEDED'),
} as const
const unavailable = { status: 503, code: 'SERVICE_UNAVAILABLE' } as const
const many = (count: number, text: (n: number) => string) => Array.from({ length: count }, (_, n) => text(n)).join(' ')
const nested = (levels: number) => `${'{ and: '.repeat(levels)}{}${' }'.repeat(levels)}`
const fetched = (outcome: string) => `subgraph_fetches_total{subgraph="weak",outcome="${outcome}"}`
const weakly =
  (behaviour: Parameters<GuardedRouter['behave']>[0], times = 1): RefusalCase['run'] =>
  async ({ behave, post }) => {
    behave(behaviour)
    for (let count = 1; count < times; count += 1) await post({ query: '{ weak }' })
    return post({ query: '{ weak }' })
  }

/** Every way in which the router refuses, over HTTP and WebSocket. */
export const refusalCases: readonly RefusalCase[] = [
  // The request.
  {
    name: 'a body that is not JSON',
    run: ({ post }) => post('{"query'),
    status: 400,
    code: 'BAD_REQUEST',
    counter: answered(400),
  },
  {
    name: 'a body without a query',
    run: ({ post }) => post({ variables: {} }),
    status: 400,
    code: 'BAD_REQUEST',
    counter: answered(400),
  },
  {
    name: 'a content type that browsers send without a preflight',
    run: ({ post }) => post('{"query":"{ hello }"}', { 'content-type': 'text/plain' }),
    status: 400,
    code: 'BAD_REQUEST',
    counter: answered(400),
  },
  {
    name: 'a content type that is not JSON',
    run: ({ post }) => post('<query/>', { 'content-type': 'application/xml' }),
    status: 415,
    code: 'BAD_REQUEST',
    counter: answered(415),
  },
  {
    name: 'a body in an encoding that nobody knows',
    run: ({ post }) => post('{"query":"{ hello }"}', { 'content-encoding': 'rot13' }),
    status: 415,
    code: 'BAD_REQUEST',
    counter: answered(415),
  },
  {
    name: 'a body that is not encoded as it says',
    run: ({ post }) => post('{"query":"{ hello }"}', { 'content-encoding': 'gzip' }),
    status: 400,
    code: 'BAD_REQUEST',
    counter: answered(400),
  },
  {
    name: 'a small body that is large when it is unpacked',
    run: ({ send }) =>
      send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
        body: new Uint8Array(gzipSync(`{"query":"{ hello } #${'x'.repeat(20_000_000)}"}`)),
      }),
    status: 413,
    code: 'BAD_REQUEST',
    counter: answered(413),
  },
  {
    name: 'a query by GET that a form or a link could send',
    run: ({ send }) => send('/graphql?query={hello}'),
    status: 400,
    code: 'BAD_REQUEST',
    counter: answered(400),
  },
  {
    name: 'a media type that the router cannot answer in',
    run: (router) =>
      sendRaw(
        router,
        { method: 'POST', headers: { 'content-type': 'application/json', accept: 'image/png' } },
        '{"query":"{ hello }"}',
      ),
    status: 406,
    code: 'BAD_REQUEST',
    counter: answered(406),
  },
  {
    name: 'a mutation by GET',
    run: ({ send }) => send('/graphql?query=mutation{change}', { headers: { 'apollo-require-preflight': '1' } }),
    status: 405,
    code: 'BAD_REQUEST',
    headers: { allow: /^POST$/ },
    counter: answered(405),
  },
  {
    name: 'a method that is neither GET nor POST',
    run: (router) => sendRaw(router, { method: 'PUT', headers: { 'content-type': 'application/json' } }, '{}'),
    status: 405,
    code: 'BAD_REQUEST',
    headers: { allow: /^GET, POST$/ },
    counter: answered(405),
  },
  {
    name: 'an address where nothing is',
    run: ({ send }) => send('/metrics'),
    status: 404,
    code: 'NOT_FOUND',
    counter: answered(404),
  },
  {
    name: 'a body that is too large',
    settings: { BODY_BYTES_MAX: '2000' },
    run: ({ post }) => post({ query: `{ hello } #${'x'.repeat(3_000)}` }),
    status: 413,
    code: 'BAD_REQUEST',
    counter: answered(413),
  },
  {
    name: 'a batch where batching is off',
    run: ({ post }) => post([{ query: '{ hello }' }, { query: '{ hello }' }]),
    status: 400,
    code: 'BAD_REQUEST',
    counter: refused('limit-batch', 'BAD_REQUEST'),
  },
  {
    name: 'a batch that is too long',
    settings: { BATCH_MAX: '2' },
    run: ({ post }) => post([{ query: '{ hello }' }, { query: '{ hello }' }, { query: '{ hello }' }]),
    status: 400,
    code: 'OPERATION_LIMIT_EXCEEDED',
    counter: refused('limit-batch', 'OPERATION_LIMIT_EXCEEDED'),
  },

  // The document.
  {
    name: 'a text that is not GraphQL',
    run: ask('{ hello'),
    status: 400,
    code: 'GRAPHQL_PARSE_FAILED',
    counter: refused('parse', 'GRAPHQL_PARSE_FAILED'),
  },
  {
    name: 'a field that does not exist',
    run: ask('{ goodbye }'),
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
    counter: refused('validate', 'GRAPHQL_VALIDATION_FAILED'),
  },
  {
    name: 'variables that do not fit',
    run: ask('query ($size: Size) { hello(size: $size) }', { size: 'HUGE' }),
    status: 400,
    code: 'BAD_USER_INPUT',
    counter: refused('variables', 'BAD_USER_INPUT'),
  },
  {
    name: 'an operation that the document does not have',
    run: ({ post }) => post({ query: 'query A { hello }', operationName: 'B' }),
    status: 400,
    code: 'OPERATION_RESOLUTION_FAILURE',
    counter: refused('resolve', 'OPERATION_RESOLUTION_FAILURE'),
  },
  {
    name: 'the name by which JavaScript reaches what all objects share',
    run: ask('{ __proto__: hello }'),
    status: 400,
    code: 'BAD_REQUEST',
    counter: refused('odd-values', 'BAD_REQUEST'),
  },
  {
    name: 'a NUL character in a variable',
    run: ask('query ($name: String) { hello(name: $name) }', { name: 'a\u0000b' }),
    status: 400,
    code: 'BAD_USER_INPUT',
    counter: refused('odd-values', 'BAD_USER_INPUT'),
  },
  {
    name: 'introspection where it is off',
    settings: { INTROSPECTION: 'off' },
    run: ask('{ __schema { types { name } } }'),
    status: 400,
    code: 'INTROSPECTION_DISABLED',
    counter: refused('validate', 'INTROSPECTION_DISABLED'),
  },
  {
    name: 'a subscription from a client that takes no events',
    run: ask(ticks),
    status: 400,
    code: 'BAD_REQUEST',
    counter: refused('subscriptions', 'BAD_REQUEST'),
  },

  // Documents by hash.
  {
    name: 'a hash that is not known yet',
    run: ({ post }) => post(persisted(hashText('{ hello }'))),
    status: 200,
    code: 'PERSISTED_QUERY_NOT_FOUND',
    counter: refused('documents', 'PERSISTED_QUERY_NOT_FOUND'),
  },
  {
    name: 'a hash where none is taken',
    settings: { APQ: 'off' },
    run: ({ post }) => post(persisted(hashText('{ hello }'))),
    status: 200,
    code: 'PERSISTED_QUERY_NOT_SUPPORTED',
    counter: refused('documents', 'PERSISTED_QUERY_NOT_SUPPORTED'),
  },
  {
    name: 'a hash that is not that of the text',
    run: ({ post }) => post(persisted(hashText('{ hello }'), '{ people { id } }')),
    status: 400,
    code: 'BAD_REQUEST',
    counter: refused('documents', 'BAD_REQUEST'),
  },
  {
    name: 'a hash that is not in the manifest',
    settings: { TRUSTED_DOCUMENTS: 'enforce' },
    run: ({ post }) => post(persisted(hashText('{ hello }'))),
    status: 404,
    code: 'PERSISTED_QUERY_NOT_IN_LIST',
    counter: refused('documents', 'PERSISTED_QUERY_NOT_IN_LIST'),
  },
  {
    name: 'a document that is not in the manifest',
    settings: { TRUSTED_DOCUMENTS: 'enforce' },
    run: ask('{ hello }'),
    status: 403,
    code: 'QUERY_NOT_IN_SAFELIST',
    counter: refused('trusted-documents', 'QUERY_NOT_IN_SAFELIST'),
  },

  // Who asks.
  { name: 'an authorization that is no token', run: authorized('Basic YTpi'), ...unauthenticated },
  { name: 'a token that is garbage', run: authorized('Bearer a.b.c'), ...unauthenticated },
  {
    name: 'an unsigned token',
    run: authorized(
      `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"u7","iss":"ree-ai-users","aud":"ree-ai-router","exp":9999999999}').toString('base64url')}.x`,
    ),
    ...unauthenticated,
  },
  {
    name: 'a token that has expired',
    run: async (router) => authorized(`Bearer ${await router.signIn({}, -60)}`)(router),
    ...unauthenticated,
  },
  {
    name: 'a token while nobody knows which sessions have ended',
    settings: { ENDED_SESSIONS: 'on', JWKS_SUBGRAPH: 'weak' },
    async run(router) {
      router.behave('is away')
      return authorized(`Bearer ${await router.signIn({ sid: 'session-1' })}`)(router)
    },
    ...unavailable,
    counter: refused('authenticate', 'SERVICE_UNAVAILABLE'),
  },
  {
    name: 'a token while nobody knows the keys',
    settings: { JWT_ALGORITHM: 'EdDSA', JWKS_SUBGRAPH: 'weak' },
    async run(router) {
      router.behave('is away')
      const [, payload, signature] = (await router.signIn()).split('.')
      const header = Buffer.from('{"alg":"EdDSA","kid":"k1"}').toString('base64url')
      return authorized(`Bearer ${header}.${payload}.${signature}`)(router)
    },
    ...unavailable,
    counter: refused('authenticate', 'SERVICE_UNAVAILABLE'),
  },
  {
    name: 'a field that the viewer may not see',
    run: ask('{ hello secret }'),
    status: 200,
    code: 'UNAUTHORIZED_FIELD_OR_TYPE',
    counter: refused('authorize', 'UNAUTHORIZED_FIELD_OR_TYPE'),
  },
  {
    name: 'an operation with a field that the viewer may not see',
    settings: { AUTHORIZATION_MODE: 'reject' },
    run: ask('{ hello secret }'),
    status: 403,
    code: 'UNAUTHORIZED_FIELD_OR_TYPE',
    counter: refused('authorize', 'UNAUTHORIZED_FIELD_OR_TYPE'),
  },

  // How large.
  {
    name: 'too many tokens',
    settings: { LIMIT_TOKENS: '10' },
    run: ask('{ hello hello hello hello hello hello hello hello hello }'),
    ...tooLarge,
  },
  { name: 'too many levels', settings: { LIMIT_DEPTH: '2' }, run: ask('{ people { friends { id } } }'), ...tooLarge },
  {
    name: 'too many fields',
    settings: { LIMIT_HEIGHT: '3' },
    run: ask('{ people { id name friends { id } } }'),
    ...tooLarge,
  },
  {
    name: 'too many fields at the root',
    settings: { LIMIT_ROOT_FIELDS: '1' },
    run: ask('{ hello people { id } }'),
    ...tooLarge,
  },
  {
    name: 'too many aliases',
    settings: { LIMIT_ALIASES: '2' },
    run: ask(`{ ${many(3, (n) => `a${n}: hello`)} }`),
    ...tooLarge,
  },
  {
    name: 'too many directives',
    settings: { LIMIT_DIRECTIVES: '1' },
    run: ask('{ hello @skip(if: false) @include(if: true) }'),
    ...tooLarge,
  },
  {
    name: 'too many fragments',
    settings: { LIMIT_FRAGMENTS: '1' },
    run: ask('{ people { ...A ...B } } fragment A on Person { id } fragment B on Person { id }'),
    ...tooLarge,
  },
  {
    name: 'a list that is too long',
    settings: { LIMIT_LIST_SIZE: '2' },
    run: ask('{ hello(tags: ["a", "b", "c"]) }'),
    ...tooLarge,
  },
  {
    name: 'a list in variables that is too long',
    settings: { LIMIT_LIST_SIZE: '2' },
    run: ask('query ($tags: [String!]) { hello(tags: $tags) }', { tags: ['a', 'b', 'c'] }),
    ...tooLarge,
  },
  {
    name: 'a value that is too deep',
    settings: { LIMIT_VALUE_DEPTH: '3' },
    run: ask(`{ hello(filter: ${nested(5)}) }`),
    ...tooLarge,
  },
  { name: 'a fragment bomb', run: ask(bomb(40)), ...tooLarge },
  {
    name: 'an operation that cannot be planned in time',
    settings: { OPERATION_LIMITS: 'off', COST_MODE: 'off', PLAN_TIMEOUT_MS: '200', TRACE_RATIO: '0' },
    run: ask(bomb(11)),
    status: 400,
    code: 'OPERATION_LIMIT_EXCEEDED',
    counter: refused('plan', 'OPERATION_LIMIT_EXCEEDED'),
  },

  // How dear.
  {
    name: 'an operation that may cost too much',
    settings: { COST_MAX: '500' },
    run: ask('{ dear }'),
    status: 400,
    code: 'COST_ESTIMATED_TOO_EXPENSIVE',
    counter: refused('limit-cost', 'COST_ESTIMATED_TOO_EXPENSIVE'),
  },
  {
    name: 'a list that is not sliced as it must be',
    run: ask('{ pages { id } }'),
    status: 400,
    code: 'GRAPHQL_VALIDATION_FAILED',
    counter: refused('limit-cost', 'GRAPHQL_VALIDATION_FAILED'),
  },
  {
    name: 'an operation that may cost too much in one subgraph',
    settings: { SUBGRAPH_LIMITS: '{"open":{"costMax":500}}' },
    run: ask('{ dear }'),
    status: 200,
    code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
    counter: 'graphql_refusals_total{code="SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE"}',
  },
  {
    name: 'a client whose budget is used up',
    settings: { COST_BUDGET_MAX: '1500', COST_BUDGET_RESTORE: '1' },
    async run({ post }) {
      await post({ query: '{ dear }' })
      return post({ query: '{ dear }' })
    },
    status: 429,
    code: 'THROTTLED',
    headers: { 'retry-after': seconds },
    counter: refused('limit-cost', 'THROTTLED'),
  },

  // How often.
  {
    name: 'a client that asks too often',
    settings: { CLIENT_LIMIT_MINUTE: '1' },
    async run({ post }) {
      await post({ query: '{ hello }' })
      return post({ query: '{ hello }' })
    },
    status: 429,
    code: 'RATE_LIMITED',
    headers: { 'retry-after': seconds, 'ratelimit-policy': /"minute";q=1;w=60/, ratelimit: /"minute";r=0;t=\d+/ },
    counter: refused('limit-clients', 'RATE_LIMITED'),
  },
  {
    name: 'a client that guesses tokens too often',
    settings: { CLIENT_LIMIT_MINUTE: '1' },
    async run(router) {
      await authorized('Bearer a.b.c')(router)
      return authorized('Bearer a.b.c')(router)
    },
    status: 429,
    code: 'RATE_LIMITED',
    headers: { 'retry-after': seconds },
    counter: refused('limit-clients', 'RATE_LIMITED'),
  },
  {
    name: 'a field that is used too often',
    run: ask('{ hello a: limited b: limited }'),
    status: 200,
    code: 'RATE_LIMITED',
    counter: refused('limit-fields', 'RATE_LIMITED'),
  },
  {
    name: 'a client that asks one subgraph too often',
    settings: { SUBGRAPH_LIMITS: '{"weak":{"minute":1}}' },
    run: weakly('answers', 2),
    status: 200,
    code: 'RATE_LIMITED',
    counter: refused('limit-subgraph-clients', 'RATE_LIMITED'),
  },
  {
    name: 'a request that cannot be counted, where Redis is away and that is closed',
    settings: { REDIS_URL: 'redis://127.0.0.1:1', LIMITS_WITHOUT_REDIS: 'closed' },
    run: ask('{ hello }'),
    ...unavailable,
    headers: { 'retry-after': seconds },
    counter: 'router_store_failures_total{store="counters",mode="closed"}',
  },

  // What backends do.
  {
    name: 'a subgraph that does not answer in time',
    settings: { SUBGRAPH_TIMEOUT_MS: '100' },
    run: weakly('hangs'),
    status: 200,
    code: 'GATEWAY_TIMEOUT',
    counter: fetched('timeout'),
  },
  {
    name: 'a subgraph that is away',
    run: weakly('is away'),
    status: 200,
    code: 'SUBREQUEST_HTTP_ERROR',
    counter: fetched('unreachable'),
  },
  {
    name: 'a subgraph that fails',
    run: weakly('fails'),
    status: 200,
    code: 'SUBREQUEST_HTTP_ERROR',
    counter: fetched('http_error'),
  },
  {
    name: 'a subgraph that redirects',
    run: weakly('redirects'),
    status: 200,
    code: 'SUBREQUEST_HTTP_ERROR',
    counter: fetched('http_error'),
  },
  {
    name: 'a subgraph that talks nonsense',
    run: weakly('talks nonsense'),
    status: 200,
    code: 'SUBREQUEST_HTTP_ERROR',
    counter: fetched('http_error'),
  },
  {
    name: 'a subgraph that is left alone for a while',
    settings: { BREAKER_REQUESTS_MIN: '2', RETRY_RATIO: '0' },
    run: weakly('fails', 4),
    status: 200,
    code: 'SUBREQUEST_HTTP_ERROR',
    counter: fetched('open'),
  },
  {
    name: 'a fault of a resolver',
    run: ask('{ hello fault }'),
    status: 200,
    code: 'INTERNAL_SERVER_ERROR',
    counter: 'graphql_operations_total{outcome="partial"}',
  },

  // The router itself.
  {
    name: 'a router without a supergraph',
    hasSupergraph: false,
    run: ask('{ hello }'),
    ...unavailable,
    headers: { 'retry-after': seconds },
    counter: answered(503),
  },
  {
    name: 'a stream of a router without a supergraph',
    hasSupergraph: false,
    run: ({ send }) =>
      send('/graphql/stream', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ hello }"}',
      }),
    ...unavailable,
    headers: { 'retry-after': seconds },
    counter: answered(503),
  },

  // Subscriptions.
  {
    name: 'a subscription more than a viewer may have',
    settings: { SUBSCRIPTIONS_PER_VIEWER: '1' },
    async run(router) {
      await openStream(router)
      return readAnswer(await openStream(router))
    },
    status: 200,
    code: 'SUBSCRIPTION_MAX_LIMIT',
    counter: refused('limit-subscriptions', 'SUBSCRIPTION_MAX_LIMIT'),
  },
  {
    name: 'an operation more than a WebSocket may have',
    settings: { SUBSCRIPTIONS_PER_CONNECTION: '1' },
    run: (router) =>
      talk(router, [
        { id: '1', type: 'subscribe', payload: { query: ticks } },
        { id: '2', type: 'subscribe', payload: { query: ticks } },
      ]),
    status: 101,
    code: 'SUBSCRIPTION_MAX_LIMIT',
    counter: refused('limit-subscriptions', 'SUBSCRIPTION_MAX_LIMIT'),
  },
  {
    name: 'a stream more than an address may have',
    settings: { SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '1' },
    async run(router) {
      await openStream(router)
      return readAnswer(await openStream(router))
    },
    status: 429,
    code: 'SUBSCRIPTION_MAX_LIMIT',
    counter: refused('limit-connections', 'SUBSCRIPTION_MAX_LIMIT'),
  },
  {
    name: 'a WebSocket more than an address may have',
    settings: { SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '1' },
    async run(router) {
      await openStream(router)
      return refuseUpgrade(router)
    },
    status: 429,
    code: 'SUBSCRIPTION_MAX_LIMIT',
    counter: refused('limit-connections', 'SUBSCRIPTION_MAX_LIMIT'),
  },
  {
    name: 'a connection more than the router may have',
    settings: { SUBSCRIPTION_CONNECTIONS_MAX: '1' },
    async run(router) {
      await openStream(router)
      return refuseUpgrade(router)
    },
    ...unavailable,
    counter: refused('limit-connections', 'SERVICE_UNAVAILABLE'),
  },
  {
    name: 'a WebSocket that a page of another origin opens',
    run: (router) => refuseUpgrade(router, { origin: 'https://evil.example' }),
    status: 403,
    code: 'BAD_REQUEST',
    counter: refused('limit-connections', 'BAD_REQUEST'),
  },
  {
    name: 'a client that does not take its events',
    settings: { SUBSCRIPTION_EVENTS_WAITING: '1' },
    run: (router) =>
      endStream(router, async () => {
        // More than the sockets between them hold, and nobody reads yet.
        for (let count = 0; count < 400; count += 1) {
          router.hub.publish({ text: 'x'.repeat(100_000) })
          await new Promise(setImmediate)
        }
      }),
    status: 200,
    code: 'SUBSCRIPTION_TOO_SLOW',
    counter: 'graphql_subscriptions_ended_total{reason="too_slow"}',
  },
  {
    name: 'a subscription when another supergraph goes live',
    run: (router) => endStream(router, router.reload),
    status: 200,
    code: 'SUBSCRIPTION_SCHEMA_RELOAD',
    counter: 'graphql_subscriptions_ended_total{reason="schema_reload"}',
  },
  {
    name: 'a subscription whose token expires',
    settings: { JWT_CLOCK_TOLERANCE_SECONDS: '0' },
    async run(router) {
      return endStream(router, () => {}, { authorization: `Bearer ${await router.signIn({}, 1)}` })
    },
    status: 200,
    code: 'UNAUTHENTICATED',
    counter: 'graphql_subscriptions_ended_total{reason="token_expired"}',
  },
]
