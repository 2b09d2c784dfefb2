import { buildSubgraphSchema } from '@apollo/subgraph'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { loadSchema } from '@ree-ai/kit/server/load-schema'
import { isEnumType, parse } from 'graphql'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AuthPayload, goodPassword, readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'
import { auditActions } from './audit-event.ts'

interface ShownEvent {
  readonly action: string
  readonly at: string
  readonly address: string | null
  readonly [name: string]: unknown
}
interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: ShownEvent }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly endCursor: string | null
  }
}

const registry = new Registry()
let database: Awaited<ReturnType<typeof openTestDatabase>>
let users: TestUsers
let admin: AuthPayload
beforeAll(async () => {
  database = await openTestDatabase({ registry })
  users = await startUsers({}, database)
  admin = await users.register('admin@example.com')
  await database.client.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } })
  admin = await users.authenticate('refreshToken', { refreshToken: admin.refreshToken })
})
afterAll(async () => {
  await users.close()
  await database.close()
})

const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken) })
const fields = `edges { cursor node { id at action user { id } actor { id } actorName address device sessionId
  fromRole toRole lockSeconds accountKey keyId } } pageInfo { hasNextPage hasPreviousPage endCursor }`
const ownQuery = `query ($first: Int, $after: String) { events: securityEvents(first: $first, after: $after) { ${fields} } }`
const allQuery = `query ($filter: AuditEventFilter, $first: Int, $after: String) {
  events: auditEvents(filter: $filter, first: $first, after: $after) { ${fields} } }`
const readOwn = async (by: AuthPayload, variables: object = {}) => {
  const { data, errors } = await users.ask(ownQuery, variables, as(by))
  expect(errors).toBeUndefined()
  return (data as unknown as { events: Connection }).events
}
const readAll = async (variables: object = {}) => {
  const { data, errors } = await users.ask(allQuery, variables, as(admin))
  expect(errors).toBeUndefined()
  return (data as unknown as { events: Connection }).events
}
const actions = ({ edges }: Connection) => edges.map(({ node }) => node.action)
const setRole = (userId: string, role: string) =>
  users.ask(
    'mutation ($input: SetUserRoleInput!) { setUserRole(input: $input) { id } }',
    { input: { userId, role } },
    { ...as(admin), clientAddress: '192.0.2.200' },
  )

test('the schema names every action that is noted', () => {
  const sdl = loadSchema(new URL('../schema.graphql', import.meta.url))
  const type = buildSubgraphSchema(parse(sdl)).getType('SecurityAction')
  const names = isEnumType(type) ? type.getValues().map(({ name }) => name) : []
  expect(new Set(names)).toEqual(new Set([...auditActions, 'OTHER']))
})

test('a person sees what happened to their account, newest first: sign-ins, failures, locks, changes', async () => {
  const asked = { device: 'Firefox/140', clientAddress: '203.0.113.60' }
  const person = await users.authenticate('register', { email: 'seen@example.com', password: goodPassword }, asked)
  const thief = { device: 'curl/8', clientAddress: '198.51.100.66' }
  for (let attempt = 0; attempt < 6; attempt += 1) {
    users.clock.nowMs += 1
    await users.authenticate('login', { email: 'Seen@example.com', password: 'a-wild-guess' }, thief).catch(() => {})
  }
  users.clock.nowMs += 1
  await setRole(person.user.id, 'AGENT')
  users.clock.nowMs += 1
  // The change of role ended the session; the second time it is a reuse all the same.
  await users.authenticate('refreshToken', { refreshToken: person.refreshToken }, asked).catch(() => {})
  await users.authenticate('refreshToken', { refreshToken: person.refreshToken }, asked).catch(() => {})
  const page = await readOwn(person)
  expect(actions(page)).toEqual([
    'REFRESH_TOKEN_REUSED',
    'ROLE_CHANGED',
    'SIGN_IN_REFUSED',
    'ACCOUNT_LOCKED',
    ...Array<string>(5).fill('SIGN_IN_FAILED'),
    'REGISTERED',
  ])
  const find = (action: string) => page.edges.find(({ node }) => node.action === action)?.node
  expect(find('REGISTERED')).toMatchObject({
    user: { id: person.user.id },
    actor: { id: person.user.id },
    address: '203.0.113.60',
    device: 'Firefox/140',
    sessionId: readViewer(person.accessToken).sessionId,
  })
  expect(find('SIGN_IN_FAILED')).toMatchObject({ actor: null, address: '198.51.100.66', device: 'curl/8' })
  expect(find('ACCOUNT_LOCKED')).toMatchObject({ lockSeconds: 60, address: '198.51.100.66' })
  // Who it was may be known, but not from where an administrator works.
  expect(find('ROLE_CHANGED')).toMatchObject({
    actor: { id: admin.user.id },
    address: null,
    device: null,
    fromRole: 'USER',
    toRole: 'AGENT',
  })
})

test('nobody reads the events of somebody else without users:read', async () => {
  const [one, other] = [await users.register('one@example.com'), await users.register('another@example.com')]
  for (const { node } of (await readOwn(one)).edges) expect(node.user).toEqual({ id: one.user.id })
  expect((await users.ask(allQuery, {}, as(other))).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect((await users.ask(allQuery)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  expect((await users.ask(ownQuery)).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED')
  const service = { id: 'service:x', role: 'SERVICE', scopes: [], sessionId: null } as const
  expect((await users.ask(ownQuery, {}, { viewer: service })).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('an administrator finds events by person, actor, action, address and time', async () => {
  const { user } = await users.register('found@example.com')
  users.clock.nowMs += 1_000
  const since = new Date(users.clock.nowMs)
  await setRole(user.id, 'AGENT')
  users.clock.nowMs += 1_000
  await setRole(user.id, 'USER')
  const until = new Date(users.clock.nowMs)
  expect(actions(await readAll({ filter: { userId: user.id.toUpperCase() } }))).toEqual([
    'ROLE_CHANGED',
    'ROLE_CHANGED',
    'REGISTERED',
  ])
  const between = await readAll({ filter: { userId: user.id, since, until } })
  expect(between.edges.map(({ node }) => node.toRole)).toEqual(['AGENT'])
  expect(between.edges[0]?.node.address).toBe('192.0.2.200')
  const byAdmin = await readAll({ filter: { actorId: admin.user.id, actions: ['ROLE_CHANGED'], since } })
  expect(actions(byAdmin)).toEqual(['ROLE_CHANGED', 'ROLE_CHANGED'])
  expect(actions(await readAll({ filter: { address: '192.0.2.200', since } }))).toHaveLength(2)
  expect(actions(await readAll({ filter: { actions: ['SIGNING_KEY_CREATED'] } }))).toEqual(['SIGNING_KEY_CREATED'])
})

test('failures on an address without account can be told together, and the address cannot be read', async () => {
  const guess = (email: string) =>
    users.authenticate('login', { email, password: 'a-wild-guess' }, { clientAddress: '198.51.100.70' }).catch(() => {})
  await guess('nobody@example.com')
  await guess('NOBODY@example.com')
  await guess('nobody.else@example.com')
  const { edges } = await readAll({ filter: { address: '198.51.100.70' } })
  expect(edges.map(({ node }) => [node.action, node.user])).toEqual(Array(3).fill(['SIGN_IN_FAILED', null]))
  expect(new Set(edges.map(({ node }) => node.accountKey)).size).toBe(2)
  expect(JSON.stringify(edges)).not.toContain('nobody')
})

test('pages through all events once, newest first, also those of one moment', async () => {
  const person = await users.register('pages@example.com')
  for (let change = 0; change < 7; change += 1) {
    await setRole(person.user.id, change % 2 === 0 ? 'AGENT' : 'USER')
    if (change % 3 === 0) users.clock.nowMs += 1_000
  }
  const seen: ShownEvent[] = []
  let after: string | null = null
  let hasNextPage = true
  while (hasNextPage) {
    const page: Connection = await readOwn(person, { first: 3, after })
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
    seen.push(...page.edges.map(({ node }) => node))
    ;({ hasNextPage, endCursor: after } = page.pageInfo)
  }
  expect(new Set(seen.map(({ id }) => id)).size).toBe(8)
  expect(seen.map(({ at }) => at)).toEqual(
    seen
      .map(({ at }) => at)
      .toSorted()
      .toReversed(),
  )
})

test('reports every unusable argument at once', async () => {
  const filter = { userId: 'x', actorId: '', address: '\0', actions: ['OTHER'], since: 'yesterday', until: 5 }
  const { errors } = await users.ask(allQuery, { first: 101, after: 'tampered', filter }, as(admin))
  const paths = ['userId', 'actorId', 'address', 'actions', 'since', 'until'].map((name) => `filter.${name}`)
  expect(errors?.[0]?.extensions.problems).toMatchObject(['first', 'after', ...paths].map((path) => ({ path })))
  const backwards = { since: '2026-03-02T00:00:00Z', until: '2026-03-01T00:00:00+02:00', actions: [] }
  const { errors: again } = await users.ask(allQuery, { filter: backwards }, as(admin))
  expect(again?.[0]?.extensions.problems).toMatchObject([{ path: 'filter.actions' }, { path: 'filter.until' }])
})

test('a page of 20 events with their people takes two statements, and so does a page of 100', async () => {
  const people = await Promise.all(
    Array.from({ length: 12 }, (_, index) => users.register(`crowd-${index}@example.com`)),
  )
  for (const { user } of people) for (const role of ['AGENT', 'USER', 'AGENT']) await setRole(user.id, role)
  const countStatements = async () => {
    const metric = await registry.getSingleMetric('db_queries_total')?.get()
    return metric?.values.reduce((sum, { value }) => sum + value, 0) ?? 0
  }
  for (const first of [20, 100]) {
    const before = await countStatements()
    const { edges } = await readAll({ first })
    expect(edges.length).toBeGreaterThan(19)
    expect((await countStatements()) - before).toBe(2)
  }
})

test('what another version noted is shown as OTHER', async () => {
  const { user } = await users.register('future@example.com')
  const at = new Date(users.clock.nowMs + 1)
  await database.client.auditEvent.create({ data: { action: 'TELEPORTED', userId: user.id, at } })
  expect(actions(await readAll({ filter: { userId: user.id } }))).toEqual(['OTHER', 'REGISTERED'])
})

test('signing out, here or everywhere, and a changed password are noted, once each', async () => {
  const email = 'leaves@example.com'
  const first = await users.register(email)
  const second = await users.authenticate('login', { email, password: goodPassword })
  for (let time = 0; time < 2; time += 1) await users.ask('mutation { logout }', {}, as(first))
  const change = { currentPassword: goodPassword, newPassword: 'a-brand-new-one' }
  const third = await users.authenticate('changePassword', change, as(second))
  for (let time = 0; time < 2; time += 1)
    await users.ask('mutation { logout(input: { everywhere: true }) }', {}, as(third))
  expect(actions(await readAll({ filter: { userId: first.user.id } })).toSorted()).toEqual([
    'PASSWORD_CHANGED',
    'REGISTERED',
    'SIGNED_IN',
    'SIGNED_OUT',
    'SIGNED_OUT',
  ])
})
