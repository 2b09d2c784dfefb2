import { Registry } from 'prom-client'
import { describe, expect, test } from 'vitest'
import { signSubgraphRequest } from '../identity/subgraph-request.ts'
import { createSubgraphServer } from './create-subgraph-server.ts'

const secret = 'a secret of the test that is long enough'

async function start() {
  const lines: { readonly message: string; readonly details: Record<string, unknown> }[] = []
  const log = (details: object, message: string) => void lines.push({ message, details: { ...details } })
  const server = await createSubgraphServer(
    {
      name: 'homes',
      typeDefs: 'type Query { fail: String } type Subscription { fails: String }',
      resolvers: {
        Query: {
          fail: () => {
            throw new Error('the password is 1234')
          },
        },
        Subscription: {
          fails: {
            subscribe: () => {
              throw new Error('the password is 1234')
            },
          },
        },
      },
      createContext: (request) => request,
    },
    {
      secrets: [secret],
      logger: { debug() {}, info: log, warn: log, error: log },
      registry: new Registry(),
      nowMs: () => 0,
    },
  )
  const send = (query: string, headers: Record<string, string> = {}) => {
    const payload = JSON.stringify({ query })
    const identity = { viewer: null, requestId: 'request-7', clientAddress: '', traceparent: '' }
    const signed = signSubgraphRequest(identity, { subgraph: 'homes', body: payload, secret, nowMs: 0 })
    return server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...signed, ...headers },
      payload,
    })
  }
  return { send, lines, server }
}

describe('a subgraph', () => {
  test.each([
    ['a query', '{ fail }', {}],
    ['a subscription', 'subscription { fails }', { accept: 'text/event-stream' }],
  ])('masks a fault of %s under the id of the router’s request, and logs it whole under the same', async (_what, query, headers) => {
    const { send, lines } = await start()
    const { payload } = await send(query, headers as Record<string, string>)
    expect(payload).toContain('"requestId":"request-7"')
    expect(payload).not.toContain('1234')
    const logged = lines.find(({ message }) => message === 'resolver failed')
    expect(logged?.details).toMatchObject({ requestId: 'request-7', err: { message: 'the password is 1234' } })
  })

  test('refuses who does not come from the router: without a signature, or with another’s', async () => {
    const { send, server } = await start()
    const unsigned = await server.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', 'x-user-id': 'admin', 'x-user-role': 'ADMIN' },
      payload: '{"query":"{ fail }"}',
    })
    expect([unsigned.statusCode, unsigned.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
    for (const headers of [
      { 'x-user-id': 'admin' },
      { 'x-user-role': 'ADMIN' },
      { 'x-router-timestamp': '1' },
      { 'x-router-signature': '' },
    ] as Record<string, string>[])
      expect((await send('{ fail }', headers)).statusCode).toBe(401)
  })
})
