import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { problemPaths } from '../testing/problem-paths.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
})
afterAll(() => rag.close())
beforeEach(async () => {
  rag.platform.isChunkingAway = false
  const { data } = await list<{ documents: { edges: { node: { id: string } }[] } }>(
    '{ documents(first: 100) { edges { node { id } } } }',
  )
  for (const { node } of data.documents.edges)
    await rag.ask('mutation ($id: ID!) { deleteDocument(id: $id) }', { id: node.id })
})

const list = <Data>(query: string) => rag.ask<Data>(query)
const body =
  '# Pets\n\nDogs are welcome in every flat of the harbour district.\n\n# Deposits\n\nA deposit is one month of rent.\n\n'

interface Stored {
  readonly indexDocument: { readonly id: string; readonly status: string; readonly title: string }
}
const put = (input: object, scopes?: readonly string[]) =>
  rag.ask<Stored>(
    'mutation ($input: IndexDocumentInput!) { indexDocument(input: $input) { id status title } }',
    { input },
    scopes,
  )
const passagesOf = async (query: string) =>
  (
    await rag.ask<{
      searchPassages: {
        text: string
        start: number
        end: number
        headings: string[]
        document: { id: string; body: string }
      }[]
    }>('query ($query: String!) { searchPassages(query: $query) { text start end headings document { id body } } }', {
      query,
    })
  ).data.searchPassages

test('a document is found as soon as it is stored, each passage exactly a slice of it', async () => {
  const { data } = await put({ title: 'Living here', body, source: 'https://guides.example/living' })
  expect(data.indexDocument.status).toBe('INDEXED')
  const found = await passagesOf('may I keep dogs in the harbour?')
  expect(found[0]?.text).toContain('Dogs are welcome')
  expect(found[0]?.headings).toEqual(['Pets'])
  for (const { document, start, end, text } of found) expect(document.body.slice(start, end)).toBe(text)
})

test('storing the same source again replaces the document, and what it said before is not found any more', async () => {
  const first = await put({ title: 'Living here', body, source: 'https://guides.example/living' })
  const second = await put({
    title: 'Living here',
    body: 'Bicycles stand in the yard of every house.',
    source: 'https://guides.example/living',
  })
  expect(second.data.indexDocument.id).toBe(first.data.indexDocument.id)
  expect((await passagesOf('dogs harbour')).map(({ text }) => text)).not.toContainEqual(expect.stringContaining('Dogs'))
  expect((await passagesOf('bicycles'))[0]?.text).toContain('Bicycles')
  expect(await rag.database.client.passageTerm.count({ where: { term: 'dog' } })).toBe(0)
})

test('storing the same text again does nothing', async () => {
  const input = { title: 'Living here', body, source: 'https://guides.example/living' }
  const first = await put(input)
  const before = await rag.database.client.passage.findMany({ select: { id: true } })
  rag.platform.isChunkingAway = true
  const again = await put(input)
  expect(again.data.indexDocument).toEqual(first.data.indexDocument)
  expect(await rag.database.client.passage.findMany({ select: { id: true } })).toEqual(before)
})

test('a failure leaves the document FAILED, and it is tried again after a growing delay', async () => {
  rag.platform.isChunkingAway = true
  const { data } = await put({ title: 'Living here', body })
  expect(data.indexDocument.status).toBe('FAILED')
  const { id } = data.indexDocument
  const readFailures = async () => (await rag.database.client.document.findUniqueOrThrow({ where: { id } })).failures
  await rag.rag.syncNow()
  expect(await readFailures()).toBe(1)
  rag.clock.nowMs += 1_000
  await rag.rag.syncNow()
  expect(await readFailures()).toBe(2)
  rag.clock.nowMs += 1_500
  await rag.rag.syncNow()
  expect(await readFailures()).toBe(2)
  rag.platform.isChunkingAway = false
  rag.clock.nowMs += 500
  await rag.rag.syncNow()
  expect((await rag.database.client.document.findUniqueOrThrow({ where: { id } })).status).toBe('INDEXED')
  expect((await passagesOf('deposit'))[0]?.text).toContain('one month')
})

test('every problem of a document is reported at once, with its path', async () => {
  const { errors } = await put({ title: ' ', body: '\u0000', source: 'javascript:alert(1)' })
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(problemPaths(errors)).toEqual(['input.body', 'input.title', 'input.source'])
  const secret = await put({ title: 'Living here', body, source: 'https://user:pw@guides.example/living' })
  expect(problemPaths(secret.errors)).toEqual(['input.source'])
  const long = await put({ title: 't', body: 'x'.repeat(500_001) })
  expect(long.errors?.[0]?.message).toContain('500001')
})

test('nobody stores or deletes documents without the permission', async () => {
  const { data } = await put({ title: 'Living here', body })
  const refused = await put({ title: 'Other', body }, [])
  const kept = await rag.ask('mutation ($id: ID!) { deleteDocument(id: $id) }', { id: data.indexDocument.id }, [])
  expect([refused.errors?.[0]?.extensions.code, kept.errors?.[0]?.extensions.code]).toEqual(['FORBIDDEN', 'FORBIDDEN'])
})

test('a deleted document is gone with its passages, and deleting it again says so', async () => {
  const { data } = await put({ title: 'Living here', body })
  const remove = () =>
    rag.ask<{ deleteDocument: boolean }>('mutation ($id: ID!) { deleteDocument(id: $id) }', {
      id: data.indexDocument.id,
    })
  expect((await remove()).data.deleteDocument).toBe(true)
  expect((await remove()).data.deleteDocument).toBe(false)
  expect(await passagesOf('dogs')).toEqual([])
  expect(await rag.database.client.passageTerm.count()).toBe(0)
  expect((await rag.ask('query { document(id: "no-uuid") { id } }')).data).toEqual({ document: null })
})

test('documents come newest first in pages that neither repeat nor leave out any', async () => {
  for (let number = 1; number <= 5; number++) {
    rag.clock.nowMs += 1_000
    await put({ title: `Guide ${number}`, body: `${body}${number}` })
  }
  interface Page {
    readonly documents: {
      readonly totalCount: number
      readonly edges: readonly { readonly node: { readonly title: string } }[]
      readonly pageInfo: {
        readonly endCursor: string
        readonly hasNextPage: boolean
        readonly hasPreviousPage: boolean
      }
    }
  }
  const page = async (after: string | null) =>
    (
      await rag.ask<Page>(
        'query ($after: String) { documents(first: 2, after: $after) { totalCount edges { node { title } } pageInfo { endCursor hasNextPage hasPreviousPage } } }',
        { after },
      )
    ).data.documents
  const first = await page(null)
  const second = await page(first.pageInfo.endCursor)
  const third = await page(second.pageInfo.endCursor)
  expect([first, second, third].flatMap(({ edges }) => edges.map(({ node }) => node.title))).toEqual([
    'Guide 5',
    'Guide 4',
    'Guide 3',
    'Guide 2',
    'Guide 1',
  ])
  expect(first.totalCount).toBe(5)
  expect([first.pageInfo.hasNextPage, third.pageInfo.hasNextPage, third.pageInfo.hasPreviousPage]).toEqual([
    true,
    false,
    true,
  ])
  const { errors } = await rag.ask('{ documents(first: 0, after: "nonsense") { totalCount } }')
  expect(problemPaths(errors)).toEqual(['first', 'after'])
})

test('passages are sought in the documents that were named, and in no other', async () => {
  const one = await put({ title: 'One', body: 'The ferry leaves at nine.' })
  await put({ title: 'Two', body: 'The ferry leaves at ten.' })
  const { data } = await rag.ask<{ searchPassages: { document: { id: string } }[] }>(
    'query ($ids: [ID!]) { searchPassages(query: "when does the ferry leave", documentIds: $ids) { document { id } } }',
    { ids: [one.data.indexDocument.id, 'nonsense'] },
  )
  expect(data.searchPassages.map(({ document }) => document.id)).toEqual([one.data.indexDocument.id])
})

test('a misspelt word is taken for the known one', async () => {
  await put({ title: 'Living here', body })
  expect((await passagesOf('depositt'))[0]?.text).toContain('A deposit is one month')
})

test('other subgraphs reach a document by its id', async () => {
  const { data } = await put({ title: 'Living here', body })
  const representations = [{ __typename: 'Document', id: data.indexDocument.id }]
  const answer = await rag.ask<{ _entities: { body: string }[] }>(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Document { body } } }',
    { representations },
  )
  expect(answer.data._entities).toEqual([{ body }])
})
