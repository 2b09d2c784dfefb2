import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { connectSubgraphs } from './connect-subgraphs.ts'
import { createConnections } from './supergraph/create-connections.ts'

test('another address takes the place of the supergraph’s, and the path stays', async () => {
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`))
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  const connect = connectSubgraphs({ SUBGRAPH_PRICE_LIST_URL: `http://127.0.0.1:${port}` })
  const { send, close } = connect({ name: 'price-list', url: 'http://localhost:1/graphql' })
  const answer = await send({ method: 'POST', path: '/graphql', headers: {}, body: '{}' })
  expect(answer.body).toBe('POST /graphql')
  await close()
  await new Promise((resolve) => server.close(resolve))
})

test('names every subgraph without an address, and the setting that gives it one', () => {
  const subgraphs = ['users', 'rag'].map((name) => ({ name, url: name === 'rag' ? 'ftp://rag' : '' }))
  const connections = createConnections(connectSubgraphs({}))
  expect(() => connections.acquire(subgraphs)).toThrow(/users: set SUBGRAPH_USERS_URL.*\n.*rag: set SUBGRAPH_RAG_URL/)
})
