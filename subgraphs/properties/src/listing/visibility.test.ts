import { afterAll, beforeAll, expect, test } from 'vitest'
import { ana, ben, follower, reviewer, startProperties, type TestProperties } from '../testing/start-properties.ts'

let properties: TestProperties
let draft: { readonly id: string }
let published: { readonly id: string }
beforeAll(async () => {
  properties = await startProperties()
  const contact = { email: 'ana@example.com', isPublic: false }
  draft = await properties.offer(
    { title: 'A draft of Ana', contact, address: { city: 'Secretville' } },
    { isDraft: true },
  )
  published = await properties.offer({ title: 'Open to all', contact })
})
afterAll(() => properties.close())

const viewers = [
  { who: 'nobody', viewer: null, seesDraft: false },
  { who: 'a stranger', viewer: ben, seesDraft: false },
  { who: 'a service', viewer: follower, seesDraft: false },
  { who: 'the owner', viewer: ana, seesDraft: true },
  { who: 'a reviewer', viewer: reviewer, seesDraft: true },
]

test.each(viewers)('$who: the same rule however a draft is reached', async ({ viewer, seesDraft }) => {
  const representations = [draft, published].map(({ id }) => ({ __typename: 'Property', id }))
  const { data, errors } = await properties.ask(
    `query ($id: ID!, $representations: [_Any!]!) {
      property(id: $id) { id }
      properties { totalCount edges { node { id } } facets(keys: ["city"]) { values { value } } }
      drafts: properties(filter: { standardStatus: [DRAFT] }) { totalCount }
      _entities(representations: $representations) { ... on Property { id } }
    }`,
    { id: draft.id, representations },
    viewer,
  )
  expect(errors).toBeUndefined()
  expect(data.property).toEqual(seesDraft ? { id: draft.id } : null)
  expect(data.properties.totalCount).toBe(seesDraft ? 2 : 1)
  expect(data.properties.edges).toHaveLength(seesDraft ? 2 : 1)
  expect(JSON.stringify(data.properties.facets).includes('Secretville')).toBe(seesDraft)
  expect(data.drafts.totalCount).toBe(seesDraft ? 1 : 0)
  expect(data._entities).toEqual([seesDraft ? { id: draft.id } : null, { id: published.id }])
})

test('places and the catalogue count published listings only, whoever asks', async () => {
  const { data } = await properties.ask('{ places { city district listings } }', {}, reviewer)
  expect(data.places).toEqual([
    { city: 'Port Calder', district: null, listings: 1 },
    { city: 'Port Calder', district: 'Old Harbour', listings: 1 },
  ])
})

test('shows a contact to its owner and to reviewers, and to all only where the owner says so', async () => {
  const open = await properties.offer({ contact: { name: 'Ben', isPublic: true } }, { owner: ben })
  const read = async (id: string, viewer: typeof ana | null) =>
    (await properties.ask('query ($id: ID!) { property(id: $id) { contact { name email } } }', { id }, viewer)).data
      .property.contact
  expect(await read(published.id, null)).toBeNull()
  expect(await read(published.id, ben)).toBeNull()
  expect(await read(published.id, ana)).toEqual({ name: null, email: 'ana@example.com' })
  expect(await read(published.id, reviewer)).toEqual({ name: null, email: 'ana@example.com' })
  expect(await read(open.id, null)).toEqual({ name: 'Ben', email: null })
})

test.each([
  '',
  'nonsense',
  "' OR 1=1 --",
  '00000000-0000-7000-8000-0000000000ff',
])('the id "%s" names nothing', async (id) => {
  const { data, errors } = await properties.ask('query ($id: ID!) { property(id: $id) { id } }', { id })
  expect(errors).toBeUndefined()
  expect(data.property).toBeNull()
})
