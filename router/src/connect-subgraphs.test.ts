import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { connectSubgraphs } from './connect-subgraphs.ts'

test('another address takes the place of the supergraph’s, and the path stays', async () => {
  const server = createServer((request, response) => response.end(`${request.method} ${request.url}`))
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
  const subgraphs = [{ name: 'price-list', url: 'http://localhost:1/graphql' }]
  const { transports, close } = connectSubgraphs(subgraphs, { SUBGRAPH_PRICE_LIST_URL: `http://127.0.0.1:${port}` })
  const answer = await transports['price-list']?.({ method: 'POST', path: '/graphql', headers: {}, body: '{}' })
  expect(answer?.body).toBe('POST /graphql')
  await close()
  await new Promise((resolve) => server.close(resolve))
})

test('names every subgraph without an address, and the setting that gives it one', () => {
  const subgraphs = ['users', 'rag'].map((name) => ({ name, url: name === 'rag' ? 'ftp://rag' : '' }))
  expect(() => connectSubgraphs(subgraphs, {})).toThrow(/users: set SUBGRAPH_USERS_URL.*\n.*rag: set SUBGRAPH_RAG_URL/)
})
