import { randomBytes } from 'node:crypto'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { type RequestIdentity, signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { decodeJwt } from 'jose'
import { Registry } from 'prom-client'
import { createServices, type Services, type TokenConfig } from '../services.ts'
import { createUsers } from '../subgraph.ts'

/** An answer of `/graphql`, typed by the test that knows what it asked for. */
export interface Answer {
  readonly data?: Record<string, never> | null
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly (string | number)[]
    readonly extensions: { readonly code: string; readonly [name: string]: unknown }
  }[]
}

export interface AuthPayload {
  readonly accessToken: string
  readonly refreshToken: string
  readonly tokenType: string
  readonly expiresIn: number
  readonly user: { readonly id: string; readonly email: string | null; readonly role: string }
}

/** The users service on a database in memory, called as the router calls it, with a clock that the test moves. */
export interface TestUsers {
  readonly database: Database
  /** The same services on the same database, for what has no field: ensureAccount, rotation. */
  readonly services: Services
  readonly clock: { nowMs: number }
  readonly ask: (query: string, variables?: object, asked?: Partial<RequestIdentity>) => Promise<Answer>
  readonly register: (email: string, password?: string) => Promise<AuthPayload>
  /** The data of a mutation that returns AuthPayload under `auth`; throws when it was refused. */
  readonly authenticate: (mutation: string, input: object, asked?: Partial<RequestIdentity>) => Promise<AuthPayload>
  /** GET of a plain route, with the router's signature unless told otherwise. */
  readonly get: (
    url: string,
    options?: { readonly isSigned?: boolean; readonly signal?: AbortSignal },
  ) => Promise<{ status: number; body: unknown }>
  readonly close: () => Promise<void>
}

export const authFields = '{ accessToken refreshToken tokenType expiresIn user { id email role } }'
export const goodPassword = 'plover-kettle-97'

/** Starts the service; on a database that is open already, when one is given, which then stays open. */
export async function startUsers(options: Partial<TokenConfig> = {}, opened?: Database): Promise<TestUsers> {
  const database = opened ?? (await openTestDatabase())
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  const secret = randomBytes(32).toString('hex')
  const secrets = [secret]
  const config: TokenConfig = { algorithm: 'EdDSA', accessTokenMinutes: 60, ...options }
  const logger = createLogger('users', 'silent')
  const nowMs = () => clock.nowMs
  const deps = { client: database.client, nowMs, bcryptCost: 4 }
  const server = await createSubgraphServer(createUsers(config, { ...deps, secrets, logger }), {
    secrets,
    logger,
    registry: new Registry(),
    nowMs,
  })
  const sign = (body: string, asked: Partial<RequestIdentity> = {}) => {
    const identity = { viewer: null, requestId: 'r-1', clientAddress: '203.0.113.7', traceparent: '', ...asked }
    return signSubgraphRequest(identity, { subgraph: 'users', body, secret, nowMs: clock.nowMs })
  }

  const ask: TestUsers['ask'] = async (query, variables, asked) => {
    const body = JSON.stringify({ query, variables })
    const headers = { 'content-type': 'application/json', ...sign(body, asked) }
    const response = await server.inject({ method: 'POST', url: '/graphql', headers, payload: body })
    return response.json<Answer>()
  }
  const authenticate: TestUsers['authenticate'] = async (mutation, input, asked) => {
    const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
    const query = `mutation ($input: ${type}!) { auth: ${mutation}(input: $input) ${authFields} }`
    const { data, errors } = await ask(query, { input }, asked)
    if (errors !== undefined) throw new Error(`${errors[0]?.extensions.code}: ${errors[0]?.message}`)
    return (data as { readonly auth: AuthPayload } | null | undefined)?.auth as AuthPayload
  }
  return {
    database,
    services: createServices(config, deps),
    clock,
    ask,
    authenticate,
    register: (email, password = goodPassword) => authenticate('register', { email, password }),
    async get(url, { isSigned = true, signal } = {}) {
      const response = await server.inject({ method: 'GET', url, headers: isSigned ? sign('') : {}, signal })
      return { status: response.statusCode, body: response.json<unknown>() }
    },
    async close() {
      await server.close()
      if (opened === undefined) await database.close()
    },
  }
}

/** The viewer whom an access token stands for, as the router reads it. */
export function readViewer(accessToken: string): Viewer {
  const { sub, role, scope, sid } = decodeJwt<{ role: Viewer['role']; scope: string; sid: string }>(accessToken)
  return { id: String(sub), role, scopes: scope.split(' ').filter(Boolean), sessionId: sid }
}
