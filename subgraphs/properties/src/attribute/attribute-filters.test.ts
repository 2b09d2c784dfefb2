import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
  await properties.offer({ attributes: [{ key: 'petsAllowed', list: ['dogs'] }] })
})
afterAll(() => properties.close())

const problemsOf = async (query: string, variables: object = {}) => {
  const { errors } = await properties.ask(query, variables, ana)
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  return errors?.[0]?.extensions.problems
}

test.each([
  ['properties', 'query ($filter: PropertyFilter) { properties(filter: $filter) { totalCount } }', 'filter'],
  [
    'exportProperties',
    'query ($filter: PropertyFilter) { exportProperties(filter: $filter) { totalCount } }',
    'filter',
  ],
  [
    'saveSearch',
    'mutation ($filter: PropertyFilter!) { saveSearch(input: { name: "A", filter: $filter }) { id } }',
    'input.filter',
  ],
])('%s refuses a misspelt attribute and a test that does not fit, together with every other problem', async (_name, query, path) => {
  const filter = {
    yearBuilt: { gte: 2, lte: 1 },
    attributes: [
      { key: 'petsAlowed', eq: 'dogs' },
      { key: 'piscina', eq: true },
      { key: 'heating', gte: 3 },
      { key: 'pool', eq: 'maybe' },
    ],
  }
  expect(await problemsOf(query, { filter })).toMatchObject([
    { path: `${path}.yearBuilt` },
    { path: `${path}.attributes.0.key`, reason: 'is no attribute that any listing has. Did you mean petsAllowed?' },
    { path: `${path}.attributes.1.key`, reason: 'is no attribute that any listing has. Did you mean pool?' },
    { path: `${path}.attributes.2.gte`, reason: 'does not fit heating, which is of kind TEXT: use eq, in or exists.' },
    { path: `${path}.attributes.3.eq`, reason: 'must be true or false: the attribute is of kind BOOLEAN.' },
  ])
})

test('facets refuse a misspelt attribute', async () => {
  expect(
    await problemsOf('{ properties { facets(keys: ["city", "attributes.petsAlowed", "attributes.pool"]) { key } } }'),
  ).toEqual([{ path: 'keys.1', reason: 'is no attribute that any listing has. Did you mean petsAllowed?' }])
})

test('a key that a listing has just brought is searched by at once', async () => {
  await properties.ask('{ properties(filter: { attributes: [{ key: "pool", eq: true }] }) { totalCount } }')
  await properties.offer({
    title: 'Another one by the lake',
    livingArea: 99,
    attributes: [{ key: 'boatLift', text: 'two tons' }],
  })
  const { data } = await properties.ask(
    `{ properties(filter: { attributes: [{ key: "boatLift", eq: "Two Tons" }] }) { totalCount
      facets(keys: ["attributes.boatLift"]) { values { value count } } } }`,
  )
  expect(data.properties).toEqual({ totalCount: 1, facets: [{ values: [{ value: 'two tons', count: 1 }] }] })
})
