import { afterAll, beforeAll, expect, test } from 'vitest'
import { attribute, upserted } from '../testing/make-listing.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
  rag.platform.log.push(upserted('mill', { attributes: [attribute('pool', true), attribute('millwheel', true)] }))
  await rag.rag.syncNow()
})
afterAll(() => rag.close())

async function search(...attributes: readonly object[]) {
  const { data, errors } = await rag.ask<{ searchProperties: { totalCount: number } }>(
    'query ($filter: PropertyFilter) { searchProperties(query: "", filter: $filter) { totalCount } }',
    { filter: { attributes } },
  )
  return { count: data?.searchProperties?.totalCount, problems: errors?.[0]?.extensions.problems }
}

test('while the catalogue cannot be read, searches by attributes go on unjudged', async () => {
  rag.platform.isCatalogueAway = true
  expect(await search({ key: 'petsAlowed', eq: 'dogs' })).toEqual({ count: 0, problems: undefined })
  rag.platform.isCatalogueAway = false
  rag.clock.nowMs += 5_000
})

test('a misspelt attribute of a search is refused with what it may mean, and so is a test that does not fit', async () => {
  expect(
    (await search({ key: 'pol', eq: true }, { key: 'heatng', eq: 'gas' }, { key: 'heating', gte: 3 })).problems,
  ).toEqual([
    { path: 'filter.attributes.0.key', reason: expect.stringContaining('attributeCatalog') },
    { path: 'filter.attributes.1.key', reason: expect.stringContaining('Did you mean heating?') },
    { path: 'filter.attributes.2.gte', reason: expect.stringContaining('use eq, in or exists') },
  ])
  const answered = await rag.ask(
    '{ answer(question: "Is there a pool?", filter: { properties: { attributes: [{ key: "pools", eq: true }] } }) { text } }',
  )
  expect(answered.errors?.[0]?.extensions.problems).toEqual([
    { path: 'filter.properties.attributes.0.key', reason: expect.stringContaining('Did you mean pool?') },
  ])
})

test('a key that only listings of the index have is searched by', async () => {
  expect(await search({ key: 'millwheel', eq: true })).toEqual({ count: 1, problems: undefined })
  expect(await search({ key: 'pool', eq: true })).toEqual({ count: 1, problems: undefined })
})

test('what reviewers decide of a key holds for searches as soon as the catalogue was read again', async () => {
  const { platform, clock } = rag
  const millwheel = { key: 'millwheel', valueType: 'BOOLEAN', synonyms: [], labels: [{ text: 'Mill wheel' }] } as const
  const before = platform.catalogue
  const decide = (status: 'KNOWN' | 'REJECTED', mappedTo: string | null) => {
    platform.catalogue = [...before, { ...millwheel, status, mappedTo }]
    clock.nowMs += 5_000
  }
  expect(await search({ key: 'millwheel', gte: 3 })).toEqual({ count: 0, problems: undefined })
  decide('KNOWN', null)
  expect((await search({ key: 'millwheel', gte: 3 })).problems).toEqual([
    { path: 'filter.attributes.0.gte', reason: expect.stringContaining('which is of kind BOOLEAN') },
  ])
  expect((await search({ key: 'milwheel', eq: true })).problems).toEqual([
    { path: 'filter.attributes.0.key', reason: expect.stringContaining('Did you mean millwheel?') },
  ])
  decide('REJECTED', 'pool')
  expect((await search({ key: 'millwheel', eq: true })).problems).toEqual([
    { path: 'filter.attributes.0.key', reason: 'is kept as pool: use that key.' },
  ])
  decide('REJECTED', null)
  expect((await search({ key: 'millwheel', eq: true })).problems).toEqual([
    { path: 'filter.attributes.0.key', reason: 'is not offered for searching.' },
  ])
  platform.catalogue = before
  clock.nowMs += 5_000
})
