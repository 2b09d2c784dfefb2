import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createChunking } from './subgraph.ts'

const secret = 's'.repeat(32)
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const server = await createSubgraphServer(createChunking(), {
  secrets: [secret],
  logger: quiet,
  registry: new Registry(),
  nowMs: () => 1_000_000,
})

async function ask(query: string, variables: object, sign = true) {
  const body = JSON.stringify({ query, variables })
  const identity = { viewer: null, requestId: 'r', clientAddress: '127.0.0.1', traceparent: '' }
  const signed = sign ? signSubgraphRequest(identity, { subgraph: 'chunking', body, secret, nowMs: 1_000_000 }) : {}
  const response = await server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...signed },
    payload: body,
  })
  return response.json()
}

const text =
  '# Deposits\n\nA deposit is at most one month of rent. It is kept by the board.\n\n# Pets\n\nDogs are welcome in most flats.'

test('cuts a text into pieces that are exactly its slices', async () => {
  const { data } = await ask(
    'query ($text: String!) { chunkText(text: $text, options: { maxTokens: 32 }) { strategy chunks { text start end headings embedding } } }',
    { text },
  )
  expect(data.chunkText.strategy).toBe('SEMANTIC')
  expect(data.chunkText.chunks.length).toBeGreaterThan(1)
  for (const chunk of data.chunkText.chunks) expect(chunk.text).toBe(text.slice(chunk.start, chunk.end))
  expect(data.chunkText.chunks[0].embedding).toHaveLength(384)
})

test('answers a document reached through federation', async () => {
  const { data } = await ask(
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Document { chunks(options: { strategy: SENTENCE }) { text } } } }',
    { r: [{ __typename: 'Document', id: '1', body: text }] },
  )
  expect(data._entities[0].chunks.map((chunk: { text: string }) => chunk.text).join('')).toContain('Dogs are welcome')
})

test('reports every wrong option at once, with its path', async () => {
  const { errors } = await ask(
    'query ($text: String!) { chunkText(text: $text, options: { maxTokens: 1, overlapSentences: 9 }) { strategy } }',
    { text },
  )
  expect(errors[0].extensions.code).toBe('BAD_USER_INPUT')
  expect(errors[0].extensions.problems.map((problem: { path: string }) => problem.path)).toEqual([
    'options.overlapSentences',
    'options.maxTokens',
  ])
})

test('refuses a text that falls into too many pieces, and says what to do', async () => {
  const { errors } = await ask(
    'query ($text: String!) { chunkText(text: $text, options: { maxTokens: 32, strategy: FIXED }) { strategy } }',
    { text: 'far too many words '.repeat(25_000) },
  )
  expect(errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'text' }] })
  expect(errors[0].extensions.problems[0].reason).toMatch(/more than 2000 pieces: ask for larger ones/)
})

test('answers nobody but the router', async () => {
  const { errors } = await ask('{ __typename }', {}, false)
  expect(errors[0].extensions.code).toBe('UNAUTHENTICATED')
})
