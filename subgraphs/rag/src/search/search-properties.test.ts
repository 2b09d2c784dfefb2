import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { attribute, idOf, removed, upserted } from '../testing/make-listing.ts'
import { problemPaths } from '../testing/problem-paths.ts'
import { startRag, type TestRag, understandNothing, understood } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
  const dogs = [attribute('petsAllowed', ['dogs'])]
  rag.platform.log.push(
    upserted('quay', {
      title: 'Flat on the quay',
      description: 'Boats pass under the windows. The kitchen is new.',
      attributes: dogs,
    }),
    upserted('mill', {
      title: 'Mill loft',
      description: 'An old mill with a beamed ceiling. Quiet at night.',
      listPrice: { amount: 1050, currency: 'EUR' },
    }),
    upserted('dune', {
      title: 'House behind the dunes',
      description: 'Sand in every shoe, and the sea at the door.',
      propertyType: 'HOUSE',
      bedroomsTotal: 3,
      address: {
        street: null,
        city: 'Ellerby Sands',
        district: null,
        stateOrProvince: null,
        postalCode: '4301',
        country: 'ZZ',
      },
    }),
    ...Array.from({ length: 7 }, (_, index) =>
      upserted(`row${index}`, {
        title: `Terrace ${index}`,
        description: 'Brick, three floors.',
        propertyType: 'TOWNHOUSE',
        bedroomsTotal: 4,
        listingIntent: 'FOR_SALE',
        listPrice: { amount: 300_000 + index, currency: 'EUR' },
      }),
    ),
  )
  await rag.rag.syncNow()
})
afterAll(() => rag.close())
beforeEach(() => {
  rag.platform.isClassificationAway = false
  rag.platform.understand = understandNothing
})

interface Found {
  readonly searchProperties: {
    readonly totalCount: number
    readonly edges: readonly {
      readonly cursor: string
      readonly score: number
      readonly node: { readonly id: string }
      readonly highlights: readonly string[]
      readonly ranking: readonly { readonly signal: string; readonly value: number; readonly weight: number }[]
    }[]
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
    readonly relaxed: readonly { readonly field: string; readonly reason: string }[]
    readonly understood: {
      readonly mode: string
      readonly text: string
      readonly legs: readonly string[]
      readonly notice: string | null
      readonly facts: readonly { readonly field: string }[]
    }
  }
}
const operation = `query ($query: String!, $filter: PropertyFilter, $mode: QueryMode, $first: Int, $after: String) {
  searchProperties(query: $query, filter: $filter, mode: $mode, first: $first, after: $after) {
    totalCount edges { cursor score node { id } highlights ranking { signal value weight } } pageInfo { hasNextPage endCursor }
    relaxed { field reason } understood { mode text legs notice facts { field } } } }`
const ask = (variables: object) => rag.ask<Found>(operation, variables)
const search = async (variables: object) => (await ask(variables)).data.searchProperties
const idsOf = ({ edges }: Found['searchProperties']) => edges.map(({ node }) => node.id)

test('every result satisfies every understood fact, and the facts are told', async () => {
  rag.platform.understand = () =>
    understood({
      listingIntent: 'FOR_RENT',
      city: ['PORT CALDER'],
      attributes: [{ key: 'petsAllowed', eq: 'dogs', in: null, gte: null, lte: null, exists: null }],
    })
  const found = await search({ query: 'to rent in Port Calder, dogs' })
  expect(idsOf(found)).toEqual([idOf('quay')])
  expect(found.totalCount).toBe(1)
  expect(found.understood.facts.map(({ field }) => field)).toEqual(['listingIntent', 'city', 'attributes'])
  expect(found.relaxed).toEqual([])
})

test('what is left of the words ranks the results, and shows where they match', async () => {
  rag.platform.understand = () =>
    understood({ listingIntent: 'FOR_RENT' }, { remainder: 'quiet old mill', mode: 'BOTH' })
  const found = await search({ query: 'quiet old mill to rent' })
  expect(idsOf(found)[0]).toBe(idOf('mill'))
  expect(found.totalCount).toBe(3)
  expect(found.edges[0]?.highlights).toEqual(['An old mill with a beamed ceiling.', 'Quiet at night.'])
  expect(found.understood).toMatchObject({
    mode: 'BOTH',
    text: 'quiet old mill',
    legs: ['lexical', 'vector'],
    notice: null,
  })
})

test('a score is the sum of its published signals, whose weights add up to 1', async () => {
  rag.platform.understand = () => understood({}, { remainder: 'boats at the window', mode: 'SEMANTIC' })
  for (const { score, ranking } of (await search({ query: 'boats at the window' })).edges) {
    expect(ranking.map(({ signal }) => signal)).toEqual([
      'text',
      'vector',
      'completeness',
      'freshness',
      'engagement',
      'personal',
    ])
    expect(ranking.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6)
    expect(ranking.reduce((sum, { value, weight }) => sum + value * weight, 0)).toBeCloseTo(score, 6)
    for (const { value } of ranking) expect(value >= 0 && value <= 1).toBe(true)
  }
})

test('of listings that are equal otherwise the one that people like more comes first, and its signal says so', async () => {
  const same = { title: 'Twin by the lock', description: 'One of two.', listingIntent: 'FOR_SALE' as const }
  const twins = ['twin-a', 'twin-b'] as const
  rag.platform.log.push(...twins.map((name) => upserted(name, same)))
  await rag.rag.syncNow()
  rag.platform.understand = () => understood({}, { remainder: 'twin by the lock', mode: 'BOTH' })
  const look = async () => (await search({ query: 'twin by the lock' })).edges.slice(0, 2)
  const engagementOf = (edge: Awaited<ReturnType<typeof look>>[number]) =>
    edge.ranking.find(({ signal }) => signal === 'engagement')
  const unknown = await look()
  expect(unknown[0]?.score).toBe(unknown[1]?.score)
  expect(engagementOf(unknown[0] as never)).toEqual({ signal: 'engagement', value: 0.5, weight: 0.045 })
  for (const liked of twins) {
    rag.platform.log.push(...twins.map((name) => upserted(name, { ...same, engagement: name === liked ? 0.9 : 0.2 })))
    await rag.rag.syncNow()
    const edges = await look()
    expect(edges.map(({ node }) => node.id)).toEqual([idOf(liked), idOf(twins.find((name) => name !== liked) ?? '')])
    expect(edges.map((edge) => engagementOf(edge)?.value)).toEqual([0.9, 0.2])
    expect((edges[0]?.score ?? 0) - (edges[1]?.score ?? 0)).toBeCloseTo(0.7 * 0.045, 6)
  }
  rag.platform.log.push(...twins.map(removed))
  await rag.rag.syncNow()
})

test('listings of which nothing is known rank as if the signal were .5 for all', async () => {
  for (const query of ['terrace of brick', 'quiet old mill', 'boats']) {
    rag.platform.understand = () => understood({}, { remainder: query, mode: 'BOTH' })
    const { edges } = await search({ query, first: 20 })
    const expected = edges.map(({ ranking }) =>
      ranking.reduce((sum, { signal, value, weight }) => sum + weight * (signal === 'engagement' ? 0.5 : value), 0),
    )
    expect(edges.map(({ score }) => score.toFixed(6))).toEqual(expected.map((score) => score.toFixed(6)))
    expect(expected).toEqual(expected.toSorted((a, b) => b - a))
  }
})

test('explicit conditions win over the words, and are never given up', async () => {
  rag.platform.understand = () => understood({ city: ['Port Calder'], bedroomsTotal: { gte: 2, lte: 2 } })
  const found = await search({ query: 'two bedrooms in Port Calder', filter: { city: ['ellerby sands'] } })
  expect(found.understood.facts.map(({ field }) => field)).toEqual(['bedroomsTotal'])
  expect(idsOf(found)).toEqual([idOf('dune')])
  expect(found.relaxed.map(({ field }) => field)).toEqual(['bedroomsTotal'])
  const none = await search({ query: 'two bedrooms', filter: { city: ['Nowhere'] } })
  expect(none).toMatchObject({ totalCount: 0, edges: [], relaxed: [] })
})

test('when nothing matches only what stands in the way is given up, and named', async () => {
  rag.platform.understand = () =>
    understood({
      city: ['Port Calder'],
      propertyType: ['APARTMENT'],
      listPrice: { gte: null, lte: 1000 },
      currency: 'EUR',
      bathroomsTotal: { gte: 1, lte: null },
      attributes: [{ key: 'helipad', eq: true, in: null, gte: null, lte: null, exists: null }],
    })
  const found = await search({ query: 'flat with a helipad under 1000 euros' })
  expect(found.relaxed).toEqual([
    { field: 'attributes.helipad', reason: 'No listing met every condition; `helipad` was given up.' },
  ])
  expect(idsOf(found)).toEqual([idOf('quay')])

  rag.platform.understand = () =>
    understood({
      city: ['Port Calder'],
      propertyType: ['APARTMENT'],
      listPrice: { gte: 1010, lte: 1040 },
      currency: 'EUR',
    })
  const wider = await search({ query: 'flat for 1010 to 1040 euros' })
  expect(wider.relaxed.map(({ field }) => field)).toEqual(['listPrice'])
  expect(idsOf(wider)).toEqual([idOf('mill')])
})

test('pages neither repeat nor leave out a listing, though time goes on between them', async () => {
  rag.platform.understand = () => understood({ listingIntent: 'FOR_SALE' })
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: Found['searchProperties'] = await search({ query: 'for sale', first: 3, after })
    seen.push(...idsOf(page))
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    expect(page.totalCount).toBe(7)
    rag.clock.nowMs += 86_400_000
  } while (after !== null)
  expect(seen).toHaveLength(7)
  expect(new Set(seen).size).toBe(7)
})

test('a misspelt word finds what was meant, and the corrected words are told', async () => {
  rag.platform.understand = () => understood({}, { remainder: 'beamed cieling', mode: 'SEMANTIC' })
  const found = await search({ query: 'beamed cieling' })
  expect(found.understood.text).toBe('beamed ceiling')
  expect(idsOf(found)[0]).toBe(idOf('mill'))
})

test('while classification is away all words are searched as text, and the answer says so', async () => {
  rag.platform.isClassificationAway = true
  const found = await search({ query: 'house dunes' })
  expect(idsOf(found)[0]).toBe(idOf('dune'))
  expect(found.understood).toMatchObject({ text: 'house dunes', facts: [] })
  expect(found.understood.notice).toContain('classification service is away')
})

test('every problem of a search is reported at once, with its path', async () => {
  const { errors } = await ask({
    query: 'x'.repeat(501),
    first: 51,
    after: 'nonsense',
    filter: { listPrice: { gte: 2, lte: 1 } },
  })
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(problemPaths(errors)).toEqual(['query', 'filter.listPrice', 'first', 'after'])
})

test('the cursor of one search is refused by another', async () => {
  const { edges } = await search({ query: 'brick', first: 1 })
  const { errors } = await ask({ query: 'dunes', first: 1, after: edges[0]?.cursor })
  expect(problemPaths(errors)).toEqual(['after'])
})

test('similar listings are of the same intent and type, most alike first, never the listing itself', async () => {
  const representations = ['row3', 'dune', 'unknown'].map((name) => ({ __typename: 'Property', id: idOf(name) }))
  const { data } = await rag.ask<{ _entities: { similar: { id: string }[] }[] }>(
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Property { similar(first: 3) { id } } } }',
    { representations },
  )
  const rows = Array.from({ length: 7 }, (_, index) => idOf(`row${index}`))
  expect(data._entities[0]?.similar).toHaveLength(3)
  for (const { id } of data._entities[0]?.similar ?? [])
    expect(rows.filter((row) => row !== idOf('row3'))).toContain(id)
  expect(data._entities.slice(1)).toEqual([{ similar: [] }, { similar: [] }])
})
