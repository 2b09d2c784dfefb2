import { afterAll, beforeAll, expect, test } from 'vitest'
import { startUsers, type TestUsers } from '../testing/start-users.ts'

interface Connection {
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly email: string } }[]
  readonly pageInfo: {
    readonly hasNextPage: boolean
    readonly hasPreviousPage: boolean
    readonly endCursor: string | null
  }
  readonly totalCount: number
}

let users: TestUsers
const viewer = { id: 'service:admin', role: 'SERVICE', scopes: ['users:read'], sessionId: null } as const
const query = `query ($filter: UserFilter, $first: Int, $after: String) {
  users(filter: $filter, first: $first, after: $after) {
    edges { cursor node { email } } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount
  }
}`
const list = async (variables: object) =>
  (await users.ask(query, variables, { viewer })).data?.users as unknown as Connection
const refuse = async (variables: object) =>
  (await users.ask(query, variables, { viewer })).errors?.[0]?.extensions.problems

beforeAll(async () => {
  users = await startUsers()
  for (let number = 0; number < 7; number += 1) {
    const email = `person_${number}@example.com`
    const role = number === 3 ? 'ADMIN' : 'USER'
    // Two at a time share a moment: the order must be total even so.
    const now = new Date(users.clock.nowMs + Math.floor(number / 2))
    await users.services.store.accounts.create({ email, passwordHash: null, fullName: `Name 100%${number}`, role, now })
  }
})
afterAll(() => users.close())

test('pages through everybody once, newest first, with the count of all', async () => {
  const seen: string[] = []
  let after: string | null = null
  let hasNextPage = true
  while (hasNextPage) {
    const page: Connection = await list({ first: 3, after })
    expect(page.totalCount).toBe(7)
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null)
    seen.push(...page.edges.map(({ node }) => node.email))
    ;({ hasNextPage, endCursor: after } = page.pageInfo)
  }
  expect(new Set(seen).size).toBe(7)
  expect(seen[0]).toBe('person_6@example.com')
  expect(seen.slice(-2).toSorted()).toEqual(['person_0@example.com', 'person_1@example.com'])
})

test('filters by text in address or name, taken literally, by role and by state', async () => {
  const count = async (filter: object) => (await list({ filter })).totalCount
  expect(await count({ text: 'PERSON_4' })).toBe(1)
  expect(await count({ text: 'person%4' })).toBe(0)
  expect(await count({ text: 'personX4' })).toBe(0)
  expect(await count({ text: '100%5' })).toBe(1)
  expect(await count({ role: 'ADMIN' })).toBe(1)
  expect(await count({ role: 'ADMIN', text: 'person_4' })).toBe(0)
  expect(await count({ isActive: false })).toBe(0)
  expect(await count({ text: null, role: null, isActive: null })).toBe(7)
})

test('an empty page has no cursors', async () => {
  const { edges, pageInfo } = await list({ filter: { isActive: false } })
  expect(edges).toEqual([])
  expect(pageInfo).toEqual({ hasNextPage: false, hasPreviousPage: false, endCursor: null })
})

test('reports every unusable argument at once', async () => {
  const problems = await refuse({ first: 101, after: 'tampered', filter: { text: '\0' } })
  expect(problems).toMatchObject([
    { path: 'first' },
    { path: 'after' },
    { path: 'filter.text' },
    { path: 'filter.text' },
  ])
  expect(await refuse({ first: 0 })).toMatchObject([{ path: 'first' }])
})

test('refuses a cursor that is not exactly one of its own', async () => {
  const cursor = (await list({ first: 1 })).edges[0]?.cursor ?? ''
  expect(await refuse({ after: cursor })).toBeUndefined()
  const unsigned = Buffer.from(`x${Buffer.from(cursor, 'base64url')}`).toString('base64url')
  for (const after of [`${cursor}=`, `${cursor}A`, cursor.slice(1), unsigned, 'a'.repeat(10_000), ''])
    expect(await refuse({ after })).toMatchObject([{ path: 'after' }])
})
