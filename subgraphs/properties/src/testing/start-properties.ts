import { randomBytes } from 'node:crypto'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { createInMemoryStream } from '@ree-ai/kit/transport/create-in-memory-stream'
import type { FastifyInstance } from 'fastify'
import { Registry } from 'prom-client'
import type { NewKeyLimits } from '../attribute/new-key-store.ts'
import type { PhotoStorage } from '../photo/photo-storage.ts'
import { createProperties } from '../subgraph.ts'

/** An answer of `/graphql`; the test that asked knows its shape. */
export interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: each test reads the fields it asked for
  readonly data: any
  readonly errors?: readonly {
    readonly message: string
    readonly extensions: {
      readonly code: string
      readonly problems?: readonly { readonly path: string; readonly reason: string }[]
      readonly [name: string]: unknown
    }
  }[]
}

/** Where a request comes from. */
export interface Origin {
  readonly clientAddress?: string
  readonly device?: string
}

/** The properties service on a database in memory, called as the router calls it, with a clock that the test moves. */
export interface TestProperties {
  readonly database: Database
  readonly clock: { nowMs: number }
  /** What cursors and links in mails are signed with. */
  readonly secrets: readonly string[]
  readonly ask: (query: string, variables?: object, viewer?: Viewer | null, origin?: Origin) => Promise<Answer>
  /** The answers of a subscription; `return` leaves it. */
  readonly follow: (query: string, variables: object, viewer: Viewer | null) => AsyncGenerator<Answer>
  /** Makes a listing and publishes it unless told otherwise. Returns its id and version. */
  readonly offer: (
    changes?: object,
    options?: { readonly owner?: Viewer; readonly isDraft?: boolean },
  ) => Promise<{ readonly id: string; readonly version: number }>
  /** Database calls so far. */
  readonly countCalls: () => Promise<number>
  /** A plain HTTP request, unsigned. */
  readonly inject: FastifyInstance['inject']
  readonly close: () => Promise<void>
}

/**
 * `router` answers what this subgraph asks of others; without one they are away. On an embedded database of its own unless
 * `openDatabase` opens another, which several may share.
 */
export async function startProperties(
  router: RouterClient = () => Promise.reject(new Error('the router is away')),
  openDatabase: (options: { readonly registry: Registry }) => Promise<Database> = openTestDatabase,
  photoStorage?: PhotoStorage,
  newKeyLimits?: NewKeyLimits,
): Promise<TestProperties> {
  const registry = new Registry()
  const database = await openDatabase({ registry })
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  const secrets = [randomBytes(32).toString('hex')]
  const logger = createLogger('properties', 'error')
  const nowMs = () => clock.nowMs
  const subgraph = createProperties({
    client: database.client,
    router,
    secrets,
    logger,
    registry,
    photoStorage,
    newKeyLimits,
    nowMs,
  })
  const server = await createSubgraphServer(subgraph, { secrets, logger, registry: new Registry(), nowMs })

  const sign = (query: string, variables: object, viewer: Viewer | null, origin: Origin = {}) => {
    const body = JSON.stringify({ query, variables })
    const identity = { viewer, requestId: 'r-1', clientAddress: '203.0.113.7', traceparent: '', ...origin }
    const request = { subgraph: 'properties', body, secret: String(secrets[0]), nowMs: clock.nowMs }
    return { body, headers: { 'content-type': 'application/json', ...signSubgraphRequest(identity, request) } }
  }
  let offers = 0
  const ask: TestProperties['ask'] = async (query, variables = {}, viewer = null, origin = {}) => {
    const { body, headers } = sign(query, variables, viewer, origin)
    const response = await server.inject({ method: 'POST', url: '/graphql', headers, payload: body })
    return response.json<Answer>()
  }
  const openStream = createInMemoryStream(server)
  async function* follow(query: string, variables: object, viewer: Viewer | null): AsyncGenerator<Answer> {
    const { body, headers } = sign(query, variables, viewer)
    const leaving = new AbortController()
    const signed = { ...headers, accept: 'text/event-stream' }
    const { signal } = leaving
    const stream = await openStream({ method: 'POST', path: '/graphql', headers: signed, body, signal })
    try {
      let text = ''
      for await (const piece of stream.body) {
        const events = (text + piece).split('\n\n')
        text = events.pop() ?? ''
        for (const event of events) {
          const data = /^event: next\ndata: (.*)$/.exec(event)?.[1]
          if (data !== undefined) yield JSON.parse(data)
        }
      }
    } finally {
      leaving.abort()
    }
  }

  return {
    database,
    clock,
    secrets,
    ask,
    follow,
    async offer(changes = {}, { owner = ana, isDraft = false } = {}) {
      const created = await ask(
        'mutation ($input: CreatePropertyInput!) { it: createProperty(input: $input) { id version } }',
        // An owner does not offer the same twice: each is told apart by its text.
        { input: { ...flat, description: `${flat.description} Offer ${++offers}.`, ...changes } },
        owner,
      )
      if (created.errors) throw new Error(created.errors[0]?.message)
      if (isDraft) return created.data.it
      const published = await ask(
        'mutation ($input: ChangePropertyStatusInput!) { it: changePropertyStatus(input: $input) { id version } }',
        { input: { ...created.data.it, standardStatus: 'ACTIVE' } },
        owner,
      )
      if (published.errors) throw new Error(published.errors[0]?.message)
      return published.data.it
    },
    async countCalls() {
      const metric = await registry.getSingleMetric('db_queries_total')?.get()
      return (metric?.values ?? []).reduce((total, { value }) => total + value, 0)
    },
    inject: server.inject.bind(server) as FastifyInstance['inject'],
    async close() {
      await server.close()
      await database.close()
    },
  }
}

function person(number: number, scopes: readonly string[] = []): Viewer {
  return { id: `00000000-0000-7000-8000-00000000000${number}`, role: 'USER', scopes, sessionId: null }
}

/** Two owners, a reviewer, an agent, an administrator and the service that follows the change log. */
export const ana = person(1)
export const ben = person(2)
export const reviewer = person(3, ['properties:review'])
export const agent = person(4, ['properties:import'])
export const admin = person(5, ['properties:import', 'users:write'])
export const follower: Viewer = { id: 'rag', role: 'SERVICE', scopes: ['properties:sync'], sessionId: null }

/** A flat that can be published as it is. */
export const flat = {
  title: 'Quiet flat by the canal',
  description: 'Two bedrooms, a lift, and a baker downstairs.',
  listingIntent: 'FOR_SALE',
  propertyType: 'APARTMENT',
  listPrice: { amount: 250_000, currency: 'EUR' },
  livingArea: 80,
  bedroomsTotal: 2,
  bathroomsTotal: 1.5,
  yearBuilt: 1988,
  address: { city: 'Port Calder', district: 'Old Harbour', stateOrProvince: 'Calder Coast', country: 'ZZ' },
}
