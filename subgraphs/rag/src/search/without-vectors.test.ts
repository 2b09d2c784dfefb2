import { afterAll, beforeAll, expect, test } from 'vitest'
import { idOf, upserted } from '../testing/make-listing.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag({ hasVectors: false })
  rag.platform.log.push(
    upserted('quay', { title: 'Flat on the quay', description: 'Boats pass under the windows.' }),
    upserted('mill', { title: 'Mill loft', description: 'An old mill with a beamed ceiling.' }),
    upserted('mill2', { title: 'Another mill', description: 'A mill with a beamed ceiling, too.' }),
  )
  await rag.rag.syncNow()
  const input = {
    title: 'Moorings',
    body: 'A mooring costs 14 euros a week at the quay.\n\nBicycles stand in the yard.',
  }
  await rag.ask('mutation ($input: IndexDocumentInput!) { indexDocument(input: $input) { status } }', { input })
})
afterAll(() => rag.close())

test('on a server without pgvector searches rank by words alone, and say so', async () => {
  const { data } = await rag.ask<{ searchProperties: { edges: { node: { id: string } }[]; understood: object } }>(
    '{ searchProperties(query: "old mill") { edges { node { id } } understood { legs notice } } }',
  )
  expect(data.searchProperties.edges[0]?.node.id).toBe(idOf('mill'))
  expect(data.searchProperties.understood).toEqual({
    legs: ['lexical'],
    notice: 'Results are ranked by words alone, for the database has no pgvector extension.',
  })
})

test('on a server without pgvector passages are found and questions answered', async () => {
  const { data } = await rag.ask<{ searchPassages: { text: string }[]; answer: { grounded: boolean; text: string } }>(
    '{ searchPassages(query: "mooring price") { text } answer(question: "What does a mooring cost at the quay each week?") { grounded text } }',
  )
  expect(data.searchPassages[0]?.text).toContain('14 euros')
  expect(data.answer).toMatchObject({ grounded: true, text: expect.stringContaining('14 euros') })
})

test('on a server without pgvector similar listings are told by words and facts', async () => {
  const { data } = await rag.ask<{ _entities: { similar: { id: string }[] }[] }>(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Property { similar { id } } } }',
    { representations: [{ __typename: 'Property', id: idOf('mill') }] },
  )
  expect(data._entities[0]?.similar.map(({ id }) => id)).toEqual([idOf('mill2'), idOf('quay')])
})
