import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { buildSchema } from 'graphql'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { composeOnThread } from '../compose-on-thread.ts'
import { readSupergraph } from '../read-supergraph.ts'
import { createSubgraphsSource } from './create-subgraphs-source.ts'
import { createTestSchedule } from './create-test-schedule.ts'
import type { RunningSubgraph } from './read-running-list.ts'

const secret = 'a secret of the test that is long enough'
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@authenticated", "@cost"])`
const users = `${link} type Query { me: User @authenticated }  type User @key(fields: "id") { id: ID! }`
const homes = `${link} type Query { homes(first: Int @cost(weight: 2)): [Home] }  type Home { id: ID! }`

/** A real subgraph server that checks signatures. */
async function serve(name: string, typeDefs: string): Promise<Transport> {
  const server = await createSubgraphServer<RequestContext>(
    { name, typeDefs, resolvers: {}, createContext: (request) => request },
    { secrets: [secret], logger: silent, registry: new Registry(), nowMs: Date.now },
  )
  return createInMemoryTransport(server)
}

const down: Transport = async () => {
  throw Object.assign(new Error('connect 10.0.0.7:4001'), { code: 'ECONNREFUSED' })
}

function start(transports: Map<string, Transport>, knownSdl: Readonly<Record<string, string>> = {}) {
  const timers = createTestSchedule()
  const told: string[] = []
  let compositions = 0
  const source = createSubgraphsSource({
    readList: (): readonly RunningSubgraph[] =>
      Array.from(transports.keys(), (name) => ({
        name,
        url: `http://${name}:4001/graphql`,
        readKnownSdl: () => knownSdl[name] ?? null,
      })),
    connect: ({ name }) => ({ send: transports.get(name) ?? down, close: async () => {} }),
    secret,
    intervalMs: 10_000,
    schedule: timers.schedule,
    logger: silent,
    nowMs: Date.now,
    async compose(subgraphs) {
      compositions += 1
      return composeOnThread(subgraphs)
    },
  })
  const watch = () =>
    source.watch(
      async (sdl) => void told.push(sdl),
      (error) => void told.push(`fault: ${error.message}`),
    )
  return { source, watch, told, timers, countCompositions: () => compositions }
}

test('running subgraphs are composed with all their policies, and again only when one says something new', async () => {
  const transports = new Map([
    ['users', await serve('users', users)],
    ['homes', await serve('homes', homes)],
  ])
  const { source, watch, told, timers, countCompositions } = start(transports)
  const { rules, subgraphs } = readSupergraph(await source.load())
  expect(rules.fields.get('Query.me')?.access?.isAuthenticated).toBe(true)
  expect(rules.fields.get('Query.homes')?.argumentWeights).toEqual({ first: 2 })
  expect(subgraphs).toEqual([
    { name: 'homes', url: 'http://homes:4001/graphql' },
    { name: 'users', url: 'http://users:4001/graphql' },
  ])
  watch()
  await timers.fire()
  await timers.rest()
  expect([told, countCompositions()]).toEqual([[], 1])

  transports.set('homes', await serve('homes', homes.replace('id: ID! }', 'id: ID! rooms: Int }')))
  transports.set('new', await serve('new', `${link} type Query { news: [String] }`))
  await timers.fire()
  await timers.rest()
  expect([told.length, countCompositions()]).toEqual([1, 2])
  const types = buildSchema(told[0] ?? '', { assumeValidSDL: true }).getTypeMap()
  expect(Object.keys(types)).toContain('Home')
  expect(told[0]).toContain('rooms: Int')
  expect(told[0]).toContain('news: [String]')
})

test('a subgraph that does not answer counts with what it said last, or with the list’s schema file', async () => {
  const transports = new Map([['users', down]])
  const { source, watch, told, timers, countCompositions } = start(transports, { users })
  expect(await source.load()).toContain('me: User')
  watch()
  transports.set('users', await serve('users', users.replace('id: ID! }', 'id: ID! name: String }')))
  await timers.fire()
  await timers.rest()
  transports.set('users', down)
  await timers.fire()
  await timers.rest()
  expect([told.length, countCompositions()]).toEqual([1, 2])
  expect(told[0]).toContain('name: String')
})

test('there is no supergraph while a subgraph is unknown, and one when it answers', async () => {
  const transports = new Map([['users', down]])
  const { watch, told, timers } = start(transports)
  watch()
  await timers.rest()
  expect(told).toEqual(['fault: These subgraphs do not tell their schema: users (ECONNREFUSED).'])
  transports.set('users', async () => ({ status: 200, headers: {}, body: '{"data":{}}' }))
  await timers.fire()
  await timers.rest()
  expect(told[1]).toBe('fault: These subgraphs do not tell their schema: users (it did not answer with its SDL).')
  transports.set('users', await serve('users', users))
  await timers.fire()
  await timers.rest()
  expect(told[2]).toContain('me: User')
})

test('subgraphs that do not compose are a fault that names why, composed once', async () => {
  const transports = new Map([
    ['users', await serve('users', users)],
    ['homes', await serve('homes', `${link} type Query { me: Int }`)],
  ])
  const { watch, told, timers, countCompositions } = start(transports)
  watch()
  await timers.rest()
  await timers.fire()
  await timers.rest()
  expect(told).toHaveLength(2)
  expect(told[1]).toMatch(/^fault: The subgraphs do not compose:\n.*"Query\.me"/)
  expect(countCompositions()).toBe(1)
})
