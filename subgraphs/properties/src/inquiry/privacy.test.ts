import type { Viewer } from '@ree-ai/kit/identity/viewer'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  admin,
  agent,
  ana,
  ben,
  flat,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'

const secretText = 'nobody-else-reads-this'
const secretTitle = 'Title as it was then'

let properties: TestProperties
let inquiryId: string
let messageId: string
let propertyId: string
let cursors: readonly string[]
beforeAll(async () => {
  properties = await startProperties()
  const listing = await properties.offer({ title: secretTitle })
  propertyId = listing.id
  const { data } = await properties.ask(
    `mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id messages { edges { cursor node { id } } } } }`,
    { input: { propertyId, message: secretText } },
    ben,
  )
  inquiryId = data.it.id
  messageId = data.it.messages.edges[0].node.id
  // The title that only the conversation still has.
  await properties.ask(
    'mutation ($input: UpdatePropertyInput!) { updateProperty(input: $input) { id } }',
    { input: { ...listing, title: flat.title } },
    ana,
  )
  const lists = await Promise.all(
    [ben, ana].map((viewer) =>
      properties.ask(
        '{ s: inquiries(direction: SENT) { edges { cursor } } r: inquiries(direction: RECEIVED) { edges { cursor } } }',
        {},
        viewer,
      ),
    ),
  )
  cursors = [
    data.it.messages.edges[0].cursor,
    ...lists.flatMap(({ data: { s, r } }) => [...s.edges, ...r.edges].map(({ cursor }) => cursor)),
  ]
})
afterAll(() => properties.close())

const thread =
  'id propertyTitle createdAt unreadCount sender { id } owner { id } otherPerson { id } messages { totalCount edges { cursor node { id text author { id } } } }'
/** Every way into a conversation that the schema has. */
const ways: readonly ((after: string | null) => { readonly query: string; readonly variables: object })[] = [
  () => ({
    query: `query ($id: ID!) { a: inquiry(id: $id) { ${thread} } b: inquiry(id: $id) { ...T } } fragment T on Inquiry { ${thread} }`,
    variables: { id: inquiryId },
  }),
  (after) => ({
    query: `query ($after: String) { a: inquiries(direction: SENT, after: $after) { totalCount unreadCount edges { cursor node { ${thread} } } } }`,
    variables: { after },
  }),
  (after) => ({
    query: `query ($after: String) { a: inquiries(direction: RECEIVED, first: 100, after: $after) { totalCount edges { node { ${thread} } } } }`,
    variables: { after },
  }),
  (after) => ({
    query: `query ($after: String) { inquiryReports(after: $after) { totalCount edges { node { reason inquiry { ${thread} } } } } }`,
    variables: { after },
  }),
  () => ({
    query: `mutation ($id: ID!) { markInquiryRead(inquiryId: $id) { ${thread} } }`,
    variables: { id: inquiryId },
  }),
  () => ({
    query: `mutation ($id: ID!, $m: ID) { markInquiryRead(inquiryId: $id, messageId: $m) { ${thread} } }`,
    variables: { id: inquiryId, m: messageId },
  }),
  () => ({
    query: `mutation ($input: ReplyToInquiryInput!) { replyToInquiry(input: $input) { ${thread} } }`,
    variables: { input: { inquiryId, message: 'let me in' } },
  }),
  () => ({
    query: 'mutation ($id: ID!) { reportInquiry(inquiryId: $id, reason: "curious") }',
    variables: { id: inquiryId },
  }),
  () => ({
    query:
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on User { id responseStatistics { answerRate medianAnswerSeconds } } } }',
    variables: { r: [{ __typename: 'User', id: ana.id }] },
  }),
  () => ({
    query:
      'query ($id: ID!) { property(id: $id) { id owner { id responseStatistics { answerRate } } statistics { inquiries } contact { name } } }',
    variables: { id: propertyId },
  }),
  () => ({
    query: '{ ownerSummary { unansweredInquiryCount unreadMessageCount inquiries } blockedPeople { user { id } } }',
    variables: {},
  }),
  () => ({
    query: '{ favorites { edges { note } } propertyChanges { changes { property { id title engagement } } } }',
    variables: {},
  }),
  () => ({ query: '{ exportProperties { rows } }', variables: {} }),
]
const outsiders: readonly (Viewer | null)[] = [null, agent, admin, reviewer, follower]

test('whoever is not in a conversation reads nothing of it, whichever way, as whoever, with whatever cursor', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...ways),
      fc.constantFrom(...outsiders),
      fc.constantFrom(null, ...cursors),
      async (way, viewer, after) => {
        const { query, variables } = way(after)
        const answer = await properties.ask(query, variables, viewer)
        const text = JSON.stringify(answer)
        for (const secret of [secretText, secretTitle, messageId, ben.id]) expect(text).not.toContain(secret)
      },
    ),
    { numRuns: 120 },
  )
  const { data } = await properties.ask(`query ($id: ID!) { inquiry(id: $id) { ${thread} } }`, { id: inquiryId }, ben)
  expect(data.inquiry.messages).toMatchObject({ totalCount: 1, edges: [{ node: { text: secretText } }] })
  expect(await properties.database.client.inquiryReport.count()).toBe(0)
})

test('what there is and what there is not answer alike', async () => {
  const answers = await Promise.all(
    [inquiryId, '00000000-0000-7000-8000-0000000000ff', 'nonsense'].map((id) =>
      properties.ask('query ($id: ID!) { inquiry(id: $id) { id } }', { id }, agent),
    ),
  )
  expect(answers[0]?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  expect(new Set(answers.map((answer) => JSON.stringify({ ...answer, extensions: null }))).size).toBe(1)
})

test('a conversation is no entity and no node: there is no other door to it', async () => {
  const { data } = await properties.ask('{ _service { sdl } __type(name: "_Entity") { possibleTypes { name } } }')
  expect(data.__type.possibleTypes.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Property', 'User'])
  const sdl: string = data._service.sdl
  expect(sdl).not.toMatch(/type (Inquiry|InquiryMessage|InquiryReport)\b[^{]*@key/)
  expect(sdl).not.toMatch(/\bnode\(|interface Node\b/)
  const doors = [
    ...sdl.matchAll(/^ {2}(\w+)(?:\([^)]*\))?: (?:Inquiry|InquiryConnection|InquiryReportConnection)!?(?: |$)/gm),
  ]
  expect(doors.map(([, name]) => name).toSorted()).toEqual([
    'inquiries',
    'inquiry',
    'inquiry',
    'inquiryReports',
    'inquiryUpdated',
    'markInquiryRead',
    // Of an edge.
    'node',
    'replyToInquiry',
    'sendInquiry',
  ])
})
