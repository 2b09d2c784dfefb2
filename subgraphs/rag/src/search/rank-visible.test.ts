import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { idOf, removed, upserted } from '../testing/make-listing.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
})
afterAll(() => rag.close())
beforeEach(async () => {
  const { platform } = rag
  platform.isPropertiesAway = false
  platform.hidden.clear()
  rag.clock.nowMs += 60_000
  platform.log.push(
    ...['a', 'b', 'c', 'd', 'e'].map((name) =>
      upserted(name, {
        title: `Flat ${name}`,
        description: `Lighthouse ${name} stands ${name.charCodeAt(0)} feet high.`,
      }),
    ),
  )
  await rag.rag.syncNow()
  platform.asked.length = 0
})

interface Found {
  readonly searchProperties: {
    readonly totalCount: number
    readonly edges: readonly { readonly node: { readonly id: string }; readonly highlights: readonly string[] }[]
    readonly pageInfo: { readonly hasNextPage: boolean }
  }
}

const search = async (first = 20) => {
  const { data, errors } = await rag.ask<Found>(
    `query ($first: Int) { searchProperties(query: "lighthouse", first: $first) {
      totalCount edges { node { id } highlights } pageInfo { hasNextPage } } }`,
    { first },
  )
  expect(errors).toBeUndefined()
  return data.searchProperties
}
const idsOf = ({ edges }: Found['searchProperties']) => edges.map(({ node }) => node.id)
const countChecks = () => rag.platform.asked.filter((name) => name === 'VisibleProperties').length
const isIndexed = async (name: string) =>
  (await rag.database.client.listing.count({ where: { propertyId: idOf(name) } })) === 1

test('a page of a search asks once which listings are public, however many it shows', async () => {
  for (const first of [1, 5]) {
    rag.platform.asked.length = 0
    expect((await search(first)).totalCount).toBe(5)
    expect(rag.platform.asked).toEqual(['UnderstandSearch', 'VisibleProperties'])
  }
})

test('nothing is shown or counted of a listing that was withdrawn a moment ago, and the next one takes its place', async () => {
  const [first, second, third] = idsOf(await search())
  rag.platform.hidden.add(String(first))
  rag.platform.asked.length = 0
  const found = await search(1)
  expect(found).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } })
  expect(idsOf(found)).toEqual([second])
  expect(found.edges[0]?.highlights).toHaveLength(1)
  // The page and the one behind it, then the one that moved up.
  expect(countChecks()).toBe(2)
  expect(idsOf(await search(2))).toEqual([second, third])
  expect(countChecks()).toBe(3)
})

test('what is withdrawn leaves the index with its words, and comes back when it is published again', async () => {
  const { client } = rag.database
  const knowsWord = async () => (await client.indexedWord.count({ where: { word: 'waxworks' } })) === 1
  rag.platform.log.push(upserted('b', { version: 2, description: 'A lighthouse with waxworks.' }))
  await rag.rag.syncNow()
  expect(await knowsWord()).toBe(true)
  rag.platform.hidden.add(idOf('b'))
  await search()
  expect([await isIndexed('b'), await knowsWord()]).toEqual([false, false])
  expect(await client.listingTerm.count({ where: { term: 'lighthous' } })).toBe(4)
  rag.platform.log.push(removed('b'))
  await rag.rag.syncNow()
  rag.platform.hidden.clear()
  rag.platform.log.push(upserted('b', { version: 3, description: 'A lighthouse again.' }))
  await rag.rag.syncNow()
  expect(idsOf(await search())).toContain(idOf('b'))
})

test('of many withdrawn at once none is shown, also of those that move up', async () => {
  const order = idsOf(await search())
  for (const id of order.slice(0, 4)) rag.platform.hidden.add(id)
  const found = await search(1)
  expect(idsOf(found).filter((id) => rag.platform.hidden.has(id))).toEqual([])
  expect(idsOf(await search(1))).toEqual([order[4]])
})

test('an answer does not quote what was withdrawn a moment ago, and asks once', async () => {
  const ask = async () => {
    const { data } = await rag.ask<{ answer: { text: string } }>(
      `{ answer(question: "How many feet high does lighthouse a stand?", filter: { properties: { city: ["Port Calder"] } }) { text } }`,
    )
    return data.answer.text
  }
  expect(await ask()).toContain('97 feet')
  expect(countChecks()).toBe(1)
  rag.platform.hidden.add(idOf('a'))
  expect(await ask()).not.toContain('97 feet')
})

test('while properties is away the index is believed, and the searches after do not wait for it', async () => {
  rag.platform.hidden.add(idOf('a'))
  rag.platform.isPropertiesAway = true
  expect(idsOf(await search())).toContain(idOf('a'))
  expect(idsOf(await search())).toContain(idOf('a'))
  expect(countChecks()).toBe(1)
  rag.platform.isPropertiesAway = false
  rag.clock.nowMs += 1_000
  expect(idsOf(await search())).not.toContain(idOf('a'))
})
