import { Registry } from 'prom-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { signSubgraphRequest } from '../identity/subgraph-request.ts'
import { createLogger } from '../logging/create-logger.ts'
import { createSubgraphServer } from '../server/create-subgraph-server.ts'
import { entityTag } from './entity-tag.ts'
import { tagAnswer } from './tag-answer.ts'

const secret = 'the secret of these tests, 32 characters'
const nowMs = () => 1_700_000_000_000
let server: Awaited<ReturnType<typeof createSubgraphServer>>

beforeAll(async () => {
  server = await createSubgraphServer(
    {
      name: 'test',
      typeDefs: 'type Query { a: Int b: Int } type Mutation { change(id: ID!): Int }',
      resolvers: {
        Query: {
          a: (_root: unknown, _arguments: unknown, context: object) => tagAnswer(context, { cacheTags: ['a'] }),
          b: () => 1,
        },
        Mutation: {
          change: (_root: unknown, { id }: { id: string }, context: object) =>
            tagAnswer(context, { invalidatesCache: [entityTag('Thing', { id })] }),
        },
      },
      createContext: (request) => request,
    },
    { secrets: [secret], logger: createLogger('test', 'silent'), registry: new Registry(), nowMs },
  )
})
afterAll(() => server.close())

async function ask(query: string) {
  const body = JSON.stringify({ query })
  const identity = { viewer: null, requestId: 'r', clientAddress: '192.0.2.1', traceparent: '' }
  const headers = signSubgraphRequest(identity, { subgraph: 'test', body, secret, nowMs: nowMs() })
  const response = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { ...headers, 'content-type': 'application/json' },
    payload: body,
  })
  return response.json().extensions
}

test('the router hears the tags that resolvers of this request have added, and of no other', async () => {
  expect(await ask('{ a }')).toEqual({ cacheTags: ['a'] })
  expect(await ask('mutation { one: change(id: 1) two: change(id: 2) }')).toEqual({
    invalidatesCache: ['entity:Thing:{"id":"1"}', 'entity:Thing:{"id":"2"}'],
  })
  expect(await ask('{ b }')).toBeUndefined()
})

test('the tag of an entity is the same whatever the order of its key', () => {
  expect(entityTag('A', { b: { d: 1, c: 2 }, a: ['x'] })).toBe(entityTag('A', { a: ['x'], b: { c: 2, d: 1 } }))
})
