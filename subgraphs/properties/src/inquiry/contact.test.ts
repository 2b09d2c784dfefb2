import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  admin,
  agent,
  ana,
  ben,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())

const email = 'ana.contact@example.com'
const phone = '+34 600 000 111'
const offer = (visibility?: string) =>
  properties.offer({ contact: { name: 'Ana Contact', email, phone, ...(visibility && { visibility }) } })
const ask = async (propertyId: string, viewer: Viewer) =>
  (
    await properties.ask(
      'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
      { input: { propertyId, message: `About ${propertyId}` } },
      viewer,
    )
  ).data.it.id
const answer = (inquiryId: string) =>
  properties.ask(
    'mutation ($input: ReplyToInquiryInput!) { replyToInquiry(input: $input) { id } }',
    { input: { inquiryId, message: 'Yes' } },
    ana,
  )
const read = async (id: string, viewer: Viewer | null) =>
  (await properties.ask('query ($id: ID!) { property(id: $id) { contact { email } } }', { id }, viewer)).data.property
    ?.contact?.email ?? null

/** Ben asked and was answered, the agent asked in vain. */
const table = [
  { visibility: 'EVERYONE', seenBy: ['nobody', 'follower', 'ana', 'ben', 'agent', 'admin', 'reviewer'] },
  { visibility: 'SIGNED_IN', seenBy: ['ana', 'ben', 'agent', 'admin', 'reviewer'] },
  { visibility: 'INQUIRERS', seenBy: ['ana', 'ben', 'reviewer'] },
  { visibility: 'NOBODY', seenBy: ['ana', 'reviewer'] },
  { visibility: undefined, seenBy: ['ana', 'reviewer'] },
] as const
const viewers = { nobody: null, follower, ana, ben, agent, admin, reviewer } as const

test.each(table)('a contact for $visibility is seen by $seenBy', async ({ visibility, seenBy }) => {
  const { id } = await offer(visibility)
  await answer(await ask(id, ben))
  await ask(id, agent)
  for (const [who, viewer] of Object.entries(viewers))
    expect([who, await read(id, viewer)]).toEqual([who, (seenBy as readonly string[]).includes(who) ? email : null])
})

test('who asks sees the contact once the owner answered, and no more once one blocks the other', async () => {
  const { id } = await offer('INQUIRERS')
  const other = await offer('INQUIRERS')
  const inquiryId = await ask(id, ben)
  expect(await read(id, ben)).toBeNull()
  await answer(inquiryId)
  expect(await read(id, ben)).toBe(email)
  expect(await read(other.id, ben)).toBeNull()
  const block = 'mutation ($userId: ID!) { it: blockPerson(userId: $userId) }'
  await properties.ask(block, { userId: ben.id }, ana)
  expect(await read(id, ben)).toBeNull()
  await properties.ask('mutation ($userId: ID!) { it: unblockPerson(userId: $userId) }', { userId: ben.id }, ana)
  expect(await read(id, ben)).toBe(email)
})

test('a setting survives edits of other fields, and goes with the contact', async () => {
  const { id, version } = await offer('SIGNED_IN')
  const update = async (changes: object, from: number) =>
    (
      await properties.ask(
        'mutation ($input: UpdatePropertyInput!) { it: updateProperty(input: $input) { version contact { visibility } } }',
        { input: { id, version: from, ...changes } },
        ana,
      )
    ).data.it
  expect(await update({ title: 'Another title' }, version)).toMatchObject({ contact: { visibility: 'SIGNED_IN' } })
  expect(await update({ contact: { email, isPublic: true } }, version + 1)).toMatchObject({
    contact: { visibility: 'EVERYONE' },
  })
  expect(await update({ contact: { email, isPublic: true, visibility: 'NOBODY' } }, version + 2)).toMatchObject({
    contact: { visibility: 'NOBODY' },
  })
})

/** Every way on which a listing leaves this subgraph, asked for all it has. */
const paths: readonly {
  readonly path: string
  readonly viewers: readonly (Viewer | null)[]
  readonly query: string
}[] = [
  {
    path: 'a list',
    viewers: [null, agent, admin, follower],
    query:
      '{ properties(first: 100) { edges { node { id title contact { name email phone } filledFields } } facets(keys: ["city"]) { values { value } } } }',
  },
  {
    path: 'a list by filter',
    viewers: [null, agent],
    query:
      '{ properties(filter: { attributes: [{ key: "pool", exists: false }] }) { totalCount edges { node { contact { email } } } } }',
  },
  {
    path: 'the change log',
    viewers: [follower, { ...follower, scopes: ['properties:sync'] }],
    query:
      '{ propertyChanges { changes { property { id description contact { name email phone } attributes { key value { text } } } } } }',
  },
  {
    path: 'an export',
    viewers: [agent, reviewer],
    query: '{ exportProperties(format: FLAT) { rows } nested: exportProperties(format: NESTED) { rows } }',
  },
  { path: 'favourites', viewers: [agent], query: '{ favorites { edges { node { contact { name email phone } } } } }' },
  {
    path: 'places and the catalogue',
    viewers: [null, agent],
    query: '{ places { city } attributeCatalog { key synonyms } }',
  },
  {
    path: 'conversations',
    viewers: [agent],
    query:
      '{ inquiries(direction: SENT) { edges { node { propertyTitle property { contact { name email phone } } messages { edges { node { text } } } } } } }',
  },
  { path: 'own listings', viewers: [agent], query: '{ myListings { edges { node { contact { email } } } } }' },
]

test.each(paths)('a contact that is not meant for them does not leave by $path', async ({ query, viewers: askers }) => {
  const { id } = await offer('INQUIRERS')
  await ask(id, agent)
  await properties.ask('mutation ($id: ID!) { addFavorite(propertyId: $id) { id } }', { id }, agent)
  // The contacts of other tests are meant for others.
  await properties.database.client.property.deleteMany({ where: { id: { not: id } } })
  for (const viewer of askers) {
    const answered = await properties.ask(query, {}, viewer)
    expect(answered.errors).toBeUndefined()
    expect(JSON.stringify(answered)).not.toMatch(/ana\.contact|600 000 111|Ana Contact/)
  }
})

test('a contact is no attribute to filter or count by', async () => {
  await offer('NOBODY')
  const answered = await properties.ask(
    '{ properties(filter: { attributes: [{ key: "contactEmail", exists: true }] }) { totalCount facets(keys: ["attributes.contactEmail"]) { values { value } } } }',
  )
  expect(answered.data ?? null).toBeNull()
  expect(answered.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
})

test('a refused input repeats no contact in its errors', async () => {
  const { id, version } = await offer('NOBODY')
  const answered = await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: { id, version, title: 'x' } },
    agent,
  )
  expect(answered.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  expect(JSON.stringify(answered)).not.toMatch(/ana\.contact|600 000 111|Ana Contact/)
})
