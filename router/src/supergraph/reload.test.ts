import { createHash } from 'node:crypto'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { Registry } from 'prom-client'
import { Pool } from 'undici'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { configSchema } from '../config.ts'
import { composeTestSupergraph } from '../execution/start-test-graph.ts'
import { createRouter } from '../router.ts'
import { createFileSource } from './sources/create-file-source.ts'
import { createSubgraphsSource } from './sources/create-subgraphs-source.ts'
import { createUrlSource } from './sources/create-url-source.ts'
import type { SupergraphSource } from './sources/supergraph-source.ts'

const secret = 'a secret of the test that is long enough'
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const link = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@composeDirective"])
    @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
    @composeDirective(name: "@rateLimit")
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
`
/** What the homes subgraph can answer; the supergraphs below show parts of it. */
const everything = `${link}
  type Query { homes: [Home!]!  slow: String }
  type Home @key(fields: "id") { id: ID!  phone: String  rooms: Int }
`
const withoutRooms = everything.replace('rooms: Int', '')
const withProtectedPhone = everything.replace('phone: String', 'phone: String @authenticated')
const prices = `${link}
  type Query { cheapest: Int }
  type Home @key(fields: "id") { id: ID!  price: Int }
`
const compose = (homes: string, others: Record<string, string> = {}) =>
  composeTestSupergraph(
    Object.fromEntries(Object.entries({ homes, ...others }).map(([name, typeDefs]) => [name, { typeDefs }])),
  )
const versionOf = (sdl: string) => createHash('sha256').update(sdl).digest('hex').slice(0, 16)

const folder = mkdtempSync(join(tmpdir(), 'reload-'))
const transports = new Map<string, Transport>()
const closed: string[] = []
const gate = { wait: Promise.resolve(), entered: () => {} }
const stops: (() => Promise<unknown>)[] = []

async function serve(name: string, typeDefs: string, resolvers: Record<string, unknown>): Promise<Transport> {
  const server = await createSubgraphServer<RequestContext>(
    { name, typeDefs, resolvers: resolvers as never, createContext: (request) => request },
    { secrets: [secret], logger: silent, registry: new Registry(), nowMs: Date.now },
  )
  return createInMemoryTransport(server)
}

const homes = [{ id: '1', phone: '555', rooms: 3 }]
const homeResolvers = {
  Query: {
    homes: () => homes,
    slow: async () => {
      gate.entered()
      await gate.wait
      return 'done'
    },
  },
}

beforeAll(async () => {
  transports.set('homes', await serve('homes', everything, homeResolvers))
  const Home = { __resolveReference: ({ id }: { id: string }) => ({ id, price: 100 }) }
  transports.set('prices', await serve('prices', prices, { Query: { cheapest: () => 1 }, Home }))
})
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  closed.length = 0
})
afterAll(() => rmSync(folder, { recursive: true }))

const connect = ({ name }: { readonly name: string }) => {
  if (!transports.has(name)) throw new Error(`There is no way to the subgraph "${name}".`)
  let isClosed = false
  const send: Transport = async (request) => {
    const transport = transports.get(name)
    if (transport === undefined || isClosed) throw new Error(`the connection to ${name} is closed`)
    return transport(request)
  }
  const close = async () => {
    isClosed = true
    closed.push(name)
  }
  return { send, close }
}

async function start(supergraph: SupergraphSource, environment: Record<string, string> = {}) {
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: secret,
    NODE_ENV: 'test',
    CLIENT_LIMITS: 'off',
    COST_MODE: 'off',
    ENDED_SESSIONS: 'off',
    ...environment,
  })
  const router = await createRouter(config, {
    supergraph,
    connect,
    registry: new Registry(),
    logger: silent,
    nowMs: Date.now,
  })
  const url = await router.server.listen({ port: 0, host: '127.0.0.1' })
  const pool = new Pool(url, { connections: 8 })
  router.start()
  stops.push(async () => {
    await pool.close()
    await router.stop()
  })
  const ask = async (query: string) => {
    const { statusCode, headers, body } = await pool.request({
      method: 'POST',
      path: '/graphql',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const answer = (await body.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] }
    return { status: statusCode, headers, ...answer }
  }
  return {
    ask,
    readStatus: router.readStatus,
    async readReadiness() {
      const [open, inside] = await Promise.all([router.server.inject('/readyz'), router.admin.inject('/readyz')])
      return { status: open.statusCode, open: open.json(), inside: inside.json() }
    },
    readMetrics: async () => (await router.admin.inject('/metrics')).payload,
    waitUntilLive: (sdl: string) =>
      vi.waitFor(() => expect(router.readStatus().version).toBe(versionOf(sdl)), { timeout: 60_000, interval: 10 }),
    waitUntil: (state: string) =>
      vi.waitFor(() => expect(router.readStatus().state).toBe(state), { timeout: 60_000, interval: 10 }),
  }
}

let files = 0

/** A router whose supergraph is a file, and the way to change that file at once. */
async function startOnFile(sdl: string, environment: Record<string, string> = {}) {
  const path = join(folder, `supergraph-${files++}.graphql`)
  writeFileSync(path, sdl)
  const running = await start(createFileSource(path, { intervalMs: 10 }), environment)
  return {
    ...running,
    write(text: string) {
      writeFileSync(`${path}.new`, text)
      renameSync(`${path}.new`, path)
    },
  }
}

describe('the supergraph changes while the router runs', { timeout: 300_000 }, () => {
  test('no request fails while twenty supergraphs follow each other under load', async () => {
    const [one, two] = [compose(withoutRooms), compose(everything)]
    const { ask, write, waitUntilLive } = await startOnFile(one, { SUBGRAPH_TIMEOUT_MS: '2000' })
    const failures: unknown[] = []
    let answered = 0
    let isLoading = true
    const clients = Array.from({ length: 4 }, async () => {
      while (isLoading) {
        const answer = await ask('{ homes { id phone } }')
        answered += 1
        if (answer.status !== 200 || answer.errors !== undefined) failures.push(answer)
      }
    })
    for (let change = 0; change < 20; change++) {
      const hasRooms = change % 2 === 0
      // The subgraph moves too, so that each change replaces its connection.
      const next = (hasRooms ? two : one).replace('homes.internal', `homes-${change}.internal`)
      write(next)
      await waitUntilLive(next)
      expect((await ask('{ homes { rooms } }')).status).toBe(hasRooms ? 200 : 400)
    }
    isLoading = false
    await Promise.all(clients)
    expect(failures).toEqual([])
    expect(answered).toBeGreaterThan(100)
    expect(closed.length).toBeGreaterThan(0)
  })

  test('one that cannot be served never replaces the last good one; it shows, and ends when it is repaired', async () => {
    const good = compose(withoutRooms)
    const { ask, write, waitUntil, waitUntilLive, readReadiness, readMetrics, readStatus } = await startOnFile(good)
    const bad: [string, RegExp][] = [
      ['type Query {', /Syntax Error/],
      ['type Query { a: Int }', /not a supergraph/],
      [good.replace('homes: [Home!]!', 'homes: [Nothing!]!'), /not valid/],
      [compose(everything.replace('homes: [Home!]!', 'homes: [Home!]! @rateLimit(max: 1, window: "soon")')), /"soon"/],
      [compose(withoutRooms, { unreachable: `${link} type Query { u: Int }` }), /no way to the subgraph "unreachable"/],
      [good.replace('for: EXECUTION', 'for: SECURITY'), /does not enforce/],
    ]
    for (const [sdl, reason] of bad) {
      write(sdl)
      await vi.waitFor(() => expect(readStatus().fault).toMatch(reason), { timeout: 60_000, interval: 10 })
      expect(readStatus()).toMatchObject({ state: 'stale', version: versionOf(good) })
      expect((await ask('{ homes { id } }')).data).toEqual({ homes: [{ id: '1' }] })
    }
    const { status, open, inside } = await readReadiness()
    expect([status, open]).toEqual([200, { status: 'ready', supergraph: 'stale', subgraphs: { homes: 'up' } }])
    expect(inside.supergraph).toEqual({
      state: 'stale',
      version: versionOf(good),
      loadedAt: expect.stringMatching(/^20/),
      fault: expect.stringContaining('which this router does not enforce'),
    })
    const metrics = await readMetrics()
    expect(metrics).toMatch(/^router_supergraph_stale 1$/m)
    expect(metrics).toMatch(new RegExp(`^router_supergraph_info\\{version="${versionOf(good)}"\\} 1$`, 'm'))
    expect(metrics).toMatch(/^router_supergraph_updates_total\{outcome="refused"\} 6$/m)
    expect(metrics).toMatch(/^router_supergraph_age_seconds \d/m)

    write(good)
    await waitUntil('loaded')
    const better = compose(everything)
    write(better)
    await waitUntilLive(better)
    expect((await ask('{ homes { rooms } }')).data).toEqual({ homes: [{ rooms: 3 }] })
    expect(await readMetrics()).toMatch(/^router_supergraph_stale 0$/m)
  })

  test('a subgraph that is added is asked, and one that is gone is left when nobody can need it any more', async () => {
    const one = compose(everything)
    const two = compose(everything, { prices })
    const { ask, write, waitUntilLive, readReadiness, readMetrics } = await startOnFile(one, {
      SUBGRAPH_TIMEOUT_MS: '100',
    })
    write(two)
    await waitUntilLive(two)
    expect((await ask('{ cheapest homes { price } }')).data).toEqual({ cheapest: 1, homes: [{ price: 100 }] })
    expect((await readReadiness()).open.subgraphs).toEqual({ homes: 'up', prices: 'up' })
    write(one)
    await waitUntilLive(one)
    expect((await ask('{ cheapest }')).status).toBe(400)
    expect(closed).toEqual([])
    await vi.waitFor(() => expect(closed).toEqual(['prices']), { timeout: 10_000 })
    expect((await ask('{ homes { id } }')).status).toBe(200)
    expect((await readReadiness()).open.subgraphs).toEqual({ homes: 'up' })
    expect(await readMetrics()).not.toContain('service_health{service="prices"}')
  })

  test('a field that becomes protected is refused to the next request; one under way ends as it began', async () => {
    const [open, shut] = [compose(everything), compose(withProtectedPhone)]
    const { ask, write, waitUntilLive } = await startOnFile(open)
    let release = () => {}
    gate.wait = new Promise((resolve) => {
      release = resolve
    })
    const entered = new Promise<void>((resolve) => {
      gate.entered = resolve
    })
    const underWay = ask('{ slow homes { phone } }')
    await entered
    write(shut)
    await waitUntilLive(shut)
    const next = await ask('{ homes { phone } }')
    expect(next.data).toEqual({ homes: [{ phone: null }] })
    expect(next.errors?.[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
    release()
    expect(await underWay).toMatchObject({ status: 200, data: { slow: 'done', homes: [{ phone: '555' }] } })
    write(open)
    await waitUntilLive(open)
    expect((await ask('{ homes { phone } }')).data).toEqual({ homes: [{ phone: '555' }] })
  })

  test('operations in use are planned before a supergraph goes live, with what policies left of them', async () => {
    const one = compose(withProtectedPhone)
    const two = compose(withProtectedPhone.replace('rooms: Int', 'rooms: Int size: Int'))
    const { ask, write, waitUntilLive, readMetrics } = await startOnFile(one)
    const misses = async () =>
      Number(/graphql_plans_total\{outcome="miss"\} (\d+)/.exec(await readMetrics())?.[1] ?? Number.NaN)
    await ask('query Homes { homes { id rooms } }')
    await ask('{ homes { phone } }')
    expect(await misses()).toBe(2)
    write(two)
    await waitUntilLive(two)
    expect(await misses()).toBe(4)
    await ask('query Homes { homes { id rooms } }')
    expect((await ask('{ homes { phone } }')).data).toEqual({ homes: [{ phone: null }] })
    expect(await misses()).toBe(4)
  })

  test('a router whose supergraph’s server is away is not ready, and becomes ready by itself', async () => {
    const sdl = compose(everything)
    let status = 500
    const server = createServer((_request, response) => response.writeHead(status).end(status === 200 ? sdl : ''))
    const port = await new Promise<number>((resolve) =>
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
    )
    stops.push(async () => server.close())
    const source = createUrlSource(`http://127.0.0.1:${port}/supergraph`, { intervalMs: 20 })
    const { ask, readReadiness, readStatus, waitUntilLive } = await start(source)
    await vi.waitFor(() => expect(readStatus().fault).not.toBeNull())
    const refused = await ask('{ homes { id } }')
    expect([refused.status, refused.headers['retry-after'], refused.errors?.[0]?.extensions.code]).toEqual([
      503,
      '5',
      'SERVICE_UNAVAILABLE',
    ])
    const missing = await readReadiness()
    expect([missing.status, missing.open]).toEqual([503, { status: 'unavailable', supergraph: 'missing' }])
    expect(missing.inside.supergraph.fault).toContain(`127.0.0.1:${port}/supergraph cannot be read: it answered 500`)
    status = 200
    await waitUntilLive(sdl)
    expect((await ask('{ homes { id } }')).status).toBe(200)
    expect((await readReadiness()).status).toBe(200)
  })

  test('a field that a running subgraph has got is served without a new start', async () => {
    const usual = transports.get('homes')
    transports.set('homes', await serve('homes', withoutRooms, homeResolvers))
    const source = createSubgraphsSource({
      readList: () => [{ name: 'homes', url: 'http://homes:4001/graphql', readKnownSdl: () => null }],
      connect,
      secret,
      intervalMs: 20,
      logger: silent,
      nowMs: Date.now,
    })
    const { ask, waitUntil } = await start(source)
    await waitUntil('loaded')
    expect((await ask('{ homes { rooms } }')).status).toBe(400)
    transports.set('homes', usual as Transport)
    await vi.waitFor(async () => expect((await ask('{ homes { rooms } }')).status).toBe(200), { timeout: 20_000 })
  })
})
