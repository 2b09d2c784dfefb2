import { afterAll, beforeAll, expect, test } from 'vitest'
import { agent, ana, flat, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
  const rows = Array.from({ length: 23 }, (_unused, index) => ({
    line: index + 1,
    values: {
      ...flat,
      sourceKey: `L-${index}`,
      title: `Listing ${index}`,
      listedAt: `2026-01-${String(10 + Math.floor(index / 3)).padStart(2, '0')}`,
      listPrice: { amount: 100_000 + (index % 5) * 1000, currency: index % 4 === 0 ? 'USD' : 'EUR' },
      livingArea: index % 3 === 0 ? null : 40 + (index % 4),
      bedroomsTotal: index % 6 === 0 ? null : index % 3,
      yearBuilt: index % 7 === 0 ? null : 1950 + index,
      address: { city: index % 2 === 0 ? 'Évora' : 'evora', country: 'PT' },
      location: { latitude: 38.5 + index / 1000, longitude: -7.9 },
      attributes: { petsAllowed: index % 2 === 0 ? ['Dogs', 'cats'] : ['none'] },
    },
  }))
  const { data } = await properties.ask(
    'mutation ($input: ImportPropertiesInput!) { importProperties(input: $input) { created } }',
    { input: { source: 'test', rows } },
    agent,
  )
  expect(data.importProperties.created).toBe(23)
})
afterAll(() => properties.close())

const near = { latitude: 38.5, longitude: -7.9, radiusMeters: 50_000 }
const fields = ['LISTED_AT', 'LIST_PRICE', 'LIVING_AREA', 'BEDROOMS_TOTAL', 'YEAR_BUILT', 'DISTANCE']
const orders = fields.flatMap((field) => ['ASC', 'DESC'].map((direction) => ({ field, direction })))

const query = `query ($filter: PropertyFilter, $orderBy: PropertyOrder, $first: Int, $after: String, $last: Int, $before: String) {
  properties(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id livingArea bedroomsTotal yearBuilt listPrice { amount } listedAt } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`

interface Page {
  readonly edges: readonly {
    readonly cursor: string
    readonly node: Readonly<Record<string, number | null>> & { id: string }
  }[]
  readonly pageInfo: Readonly<Record<string, string | boolean>>
}

async function page(variables: object): Promise<Page> {
  const answer = await properties.ask(query, variables)
  expect(answer.errors).toBeUndefined()
  return answer.data.properties
}

test.each(orders)('pages through every listing once, forwards and backwards, by $field $direction', async (orderBy) => {
  const variables = { orderBy, filter: { near } }
  const whole = (await page({ ...variables, first: 100 })).edges.map(({ node }) => node.id)
  expect(new Set(whole).size).toBe(23)

  const forwards: string[] = []
  for (let after: unknown = null, more = true; more; ) {
    const { edges, pageInfo } = await page({ ...variables, first: 5, after })
    expect(pageInfo.hasPreviousPage).toBe(forwards.length > 0)
    forwards.push(...edges.map(({ node }) => node.id))
    after = pageInfo.endCursor
    more = pageInfo.hasNextPage === true
  }
  expect(forwards).toEqual(whole)

  const backwards: string[] = []
  for (let before: unknown = null, more = true; more; ) {
    const { edges, pageInfo } = await page({ ...variables, first: null, last: 4, before })
    backwards.unshift(...edges.map(({ node }) => node.id))
    before = pageInfo.startCursor
    more = pageInfo.hasPreviousPage === true
  }
  expect(backwards).toEqual(whole)
})

test.each(['ASC', 'DESC'])('puts listings without the value last (%s)', async (direction) => {
  const { edges } = await page({ orderBy: { field: 'LIVING_AREA', direction }, first: 100 })
  const areas = edges.map(({ node }) => node.livingArea)
  const firstEmpty = areas.indexOf(null)
  expect(areas.slice(firstEmpty).every((area) => area === null)).toBe(true)
  const known = areas.slice(0, firstEmpty).map(Number)
  expect(known).toEqual([...known].sort((a, b) => (direction === 'ASC' ? a - b : b - a)))
})

test('shows the newest first when no order is asked for', async () => {
  const { edges } = await page({ first: 100 })
  const times = edges.map(({ node }) => String(node.listedAt))
  expect(times).toEqual([...times].sort().reverse())
})

test('a page stays where it was when listings appear in front of it', async () => {
  const first = await page({ first: 5 })
  properties.clock.nowMs += 60_000
  const { id } = await properties.offer({ address: { city: 'Beja' } })
  const next = await page({ first: 5, after: first.pageInfo.endCursor })
  const seen = first.edges.map(({ node }) => node.id)
  expect(next.edges.some(({ node }) => seen.includes(node.id) || node.id === id)).toBe(false)
  await properties.database.client.property.delete({ where: { id } })
})

test('refuses a cursor that was altered, made up, or given out for another order', async () => {
  const { edges } = await page({ first: 2 })
  const cursor = String(edges[0]?.cursor)
  const middle = Math.floor(cursor.length / 3)
  const altered = cursor.slice(0, middle) + (cursor[middle] === 'A' ? 'B' : 'A') + cursor.slice(middle + 1)
  for (const after of [altered, 'bm9uc2Vuc2U', '', `${cursor}.x`, `${cursor}=`, 'x'.repeat(5000)]) {
    const { errors } = await properties.ask(query, { first: 2, after })
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', problems: [{ path: 'after' }] })
  }
  const other = await properties.ask(query, {
    first: 2,
    after: cursor,
    orderBy: { field: 'LIST_PRICE', direction: 'ASC' },
  })
  expect(other.errors?.[0]?.extensions.problems?.[0]?.reason).toContain('another order')
})

test('refuses a cursor of one point on the map for another', async () => {
  const orderBy = { field: 'DISTANCE', direction: 'ASC' }
  const { pageInfo } = await page({ orderBy, filter: { near }, first: 2 })
  const elsewhere = { filter: { near: { ...near, latitude: 38.6 } }, orderBy, first: 2, after: pageInfo.endCursor }
  const { errors } = await properties.ask(query, elsewhere)
  expect(errors?.[0]?.extensions.problems?.[0]?.path).toBe('after')
})

test('reports every problem of a list at once', async () => {
  const filter = {
    listPrice: { gte: 5, lte: 1 },
    near: { latitude: 91, longitude: 0, radiusMeters: -1 },
    city: Array.from({ length: 51 }, () => 'x'),
    attributes: [{ key: 'pool' }, { key: 'floor', gte: 'second' }],
  }
  const { errors } = await properties.ask(query, { filter, first: 1000 })
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual([
    'filter.listPrice',
    'filter.city',
    'filter.near.latitude',
    'filter.near.radiusMeters',
    'filter.attributes.0',
    'filter.attributes.1.gte',
    'first',
  ])
})

test('refuses the order by distance without a point', async () => {
  const { errors } = await properties.ask(query, { orderBy: { field: 'DISTANCE', direction: 'ASC' } })
  expect(errors?.[0]?.extensions.problems?.[0]?.path).toBe('orderBy.field')
})

test('counts and facets everything that matches, not the page', async () => {
  const { data } = await properties.ask(
    `query ($keys: [String!]!) { properties(first: 1, filter: { city: ["EVORA"] }) {
      totalCount facets(keys: $keys) { key values { value count } min max }
    } }`,
    { keys: ['city', 'currency', 'listPrice', 'attributes.petsAllowed', 'attributes.sauna'] },
  )
  const { totalCount, facets } = data.properties
  expect(totalCount).toBe(23)
  expect(facets[0].values).toEqual([{ value: 'Évora', count: 23 }])
  expect(facets[1].values).toEqual([
    { value: 'EUR', count: 17 },
    { value: 'USD', count: 6 },
  ])
  expect(facets[2]).toMatchObject({ min: 100_000, max: 104_000 })
  expect(facets[3].values).toEqual([
    { value: 'Dogs', count: 12 },
    { value: 'cats', count: 12 },
    { value: 'none', count: 11 },
  ])
  expect(facets[4]).toEqual({ key: 'attributes.sauna', values: [], min: null, max: null })
})

test('names every facet key that is none', async () => {
  const { errors } = await properties.ask(
    '{ properties { facets(keys: ["city", "ownerId", "attributes.a b"]) { key } } }',
  )
  expect(errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['keys.1', 'keys.2'])
})

test('a page of 20 with all its relations takes three database calls; the count and all facets two, and one once they are known', async () => {
  const relations = `edges { node { id contact { name } owner { id } filledFields photos { url }
    attributes { key label status value { list number } } priceHistory { changedAt price { amount } } } }`
  const measure = async (selection: string) => {
    const before = await properties.countCalls()
    const { errors } = await properties.ask(`{ properties(first: 20) { ${selection} } }`, {}, ana)
    expect(errors).toBeUndefined()
    return (await properties.countCalls()) - before
  }
  expect(await measure(relations)).toBe(3)
  const facets = 'facets(keys: ["city", "propertyType", "listPrice", "attributes.petsAllowed"]) { key }'
  expect(await measure(`${relations} totalCount ${facets}`)).toBe(5)
  expect(await measure(`${relations} totalCount ${facets}`)).toBe(4)
})
