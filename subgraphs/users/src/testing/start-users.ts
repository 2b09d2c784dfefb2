import { randomBytes } from 'node:crypto'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { type RequestIdentity, signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { decodeJwt } from 'jose'
import { Registry } from 'prom-client'
import { type BackgroundWork, createBackgroundWork } from '../recovery/create-background-work.ts'
import { createServices, type Services, type UsersConfig } from '../services.ts'
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
  /** What goes on after answers. */
  readonly background: BackgroundWork
  /** Database calls so far; on a database of its own only. */
  readonly countCalls: () => Promise<number>
  /** The mails of the queue, oldest first, once all that follows answers is done. Rejects when some of that failed. */
  readonly readMails: () => Promise<readonly QueuedMail[]>
  readonly close: () => Promise<void>
}

/** A mail as a test reads it. */
export interface QueuedMail {
  readonly recipient: string
  readonly subject: string
  readonly text: string
  /** The token in it; empty when there is none. */
  readonly token: string
}

export const authFields = '{ accessToken refreshToken tokenType expiresIn user { id email role } }'
export const goodPassword = 'plover-kettle-97'

/** Starts the service; on a database that is open already, when one is given, which then stays open. */
export async function startUsers(options: Partial<UsersConfig> = {}, opened?: Database): Promise<TestUsers> {
  const calls = new Registry()
  const database = opened ?? (await openTestDatabase({ registry: calls }))
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  const secret = randomBytes(32).toString('hex')
  const secrets = [secret]
  const config: UsersConfig = {
    algorithm: 'EdDSA',
    accessTokenMinutes: 60,
    keyEncryptionSecrets: ['an-example-of-a-secret-for-keys-of-users'],
    ...options,
  }
  const logger = createLogger('users', 'silent')
  const nowMs = () => clock.nowMs
  const faults: unknown[] = []
  const background = createBackgroundWork({ waitingMax: 100, report: (error) => faults.push(error) })
  const deps = { client: database.client, nowMs, bcryptCost: 4, background }
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
    background,
    async countCalls() {
      const metric = await calls.getSingleMetric('db_queries_total')?.get()
      return (metric?.values ?? []).reduce((total, { value }) => total + value, 0)
    },
    async readMails() {
      await background.settle()
      if (faults.length > 0) throw faults[0]
      const mails = await database.client.mail.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] })
      return mails.map(({ recipient, subject, text }) => {
        return { recipient, subject, text, token: /^[A-Za-z0-9_-]{43}$/m.exec(text)?.[0] ?? '' }
      })
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
