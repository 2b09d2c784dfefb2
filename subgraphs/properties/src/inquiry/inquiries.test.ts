import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { newId } from '../new-id.ts'
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
beforeEach(async () => {
  await properties.database.client.inquiry.deleteMany()
  await properties.database.client.inquiryBlock.deleteMany()
})

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
const fields = 'id propertyTitle unreadCount isBlocked answeredAt updatedAt property { id } otherPerson { id }'

async function send(propertyId: string, message: string, viewer: Viewer | null = ben, clientMutationKey?: string) {
  return properties.ask(
    `mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { ${fields} messages { totalCount } } }`,
    { input: { propertyId, message, clientMutationKey } },
    viewer,
  )
}
async function reply(inquiryId: string, message: string, viewer: Viewer | null = ana, clientMutationKey?: string) {
  properties.clock.nowMs += 1000
  return properties.ask(
    `mutation ($input: ReplyToInquiryInput!) { it: replyToInquiry(input: $input) { ${fields} messages { totalCount } } }`,
    { input: { inquiryId, message, clientMutationKey } },
    viewer,
  )
}
async function read(id: string, viewer: Viewer | null) {
  const query = `query ($id: ID!) { inquiry(id: $id) { ${fields} messages(first: 100) { edges { node { text isOwn hasLinks author { id } } } } } }`
  return properties.ask(query, { id }, viewer)
}
async function list(direction: string, viewer: Viewer, given: object = {}) {
  const query = `query ($direction: InquiryDirection!, $first: Int, $after: String) {
    inquiries(direction: $direction, first: $first, after: $after) {
      totalCount unreadCount pageInfo { hasNextPage endCursor } edges { node { id unreadCount } } } }`
  return (await properties.ask(query, { direction, first: 20, ...given }, viewer)).data.inquiries
}
const codeOf = ({ errors }: Awaited<ReturnType<typeof send>>) => errors?.[0]?.extensions.code
const pathsOf = ({ errors }: Awaited<ReturnType<typeof send>>) =>
  errors?.[0]?.extensions.problems?.map(({ path }) => path)
/** Listings of as many owners, beside those of the testing people. */
async function offerByOthers(count: number): Promise<string[]> {
  const rows = await properties.database.client.$queryRaw<{ id: string }[]>`
    INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "listPrice", "currency", "standardStatus")
    SELECT gen_random_uuid(), gen_random_uuid(), 'A house', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR', 'ACTIVE' FROM generate_series(1, ${count}::int)
    RETURNING "id"`
  return rows.map(({ id }) => id)
}

test('a question reaches the owner, the answer the asker, and both see who of them wrote what', async () => {
  const { id } = await properties.offer({ title: 'Flat with a stove' })
  const asked = (await send(id, '  Does the stove work? ')).data.it
  expect(asked).toMatchObject({ propertyTitle: 'Flat with a stove', unreadCount: 0, otherPerson: { id: ana.id } })
  expect(await list('RECEIVED', ana)).toMatchObject({
    totalCount: 1,
    unreadCount: 1,
    edges: [{ node: { id: asked.id, unreadCount: 1 } }],
  })
  const answered = (await reply(asked.id, 'It does.')).data.it
  expect(answered).toMatchObject({ unreadCount: 0, otherPerson: { id: ben.id }, answeredAt: answered.updatedAt })
  expect(await list('SENT', ben)).toMatchObject({ unreadCount: 1, edges: [{ node: { unreadCount: 1 } }] })
  expect((await read(asked.id, ben)).data.inquiry.messages.edges).toMatchObject([
    { node: { text: 'It does.', isOwn: false, author: { id: ana.id } } },
    { node: { text: 'Does the stove work?', isOwn: true, author: { id: ben.id } } },
  ])
  const mark = 'mutation ($id: ID!) { it: markInquiryRead(inquiryId: $id) { unreadCount } }'
  expect((await properties.ask(mark, { id: asked.id }, ben)).data.it).toEqual({ unreadCount: 0 })
  expect((await list('SENT', ben)).unreadCount).toBe(0)
})

test('asking again about the same listing goes on with the same conversation', async () => {
  const { id } = await properties.offer()
  const first = (await send(id, 'Is it free?')).data.it
  const second = (await send(id, 'And from when?')).data.it
  expect(second).toMatchObject({ id: first.id, messages: { totalCount: 2 } })
  const other = (await send(id, 'Is it free?', agent)).data.it
  expect(other.id).not.toBe(first.id)
  expect((await list('RECEIVED', ana)).totalCount).toBe(2)
})

test('a message that is sent twice with the same key, also at once, is one message', async () => {
  const { id } = await properties.offer()
  const answers = await Promise.all(Array.from({ length: 4 }, () => send(id, 'Once only', ben, 'k-1')))
  expect(new Set(answers.map(({ data }) => data.it.id)).size).toBe(1)
  const inquiryId = answers[0]?.data.it.id
  for (let turn = 0; turn < 2; turn++) await reply(inquiryId, 'Yes', ana, 'k-1')
  expect((await read(inquiryId, ben)).data.inquiry.messages.edges).toHaveLength(2)
})

test('only published listings of others can be asked about, and every problem is told at once', async () => {
  const draft = await properties.offer({}, { isDraft: true })
  for (const id of [draft.id, newId(0), 'nonsense']) expect(codeOf(await send(id, 'Hello'))).toBe('NOT_FOUND')
  expect(pathsOf(await send(draft.id, '  ', ana))).toEqual(['input.propertyId', 'input.message'])
  expect(pathsOf(await send(draft.id, 'Hello', reviewer))).toEqual(['input.propertyId'])
  const { id } = await properties.offer()
  expect(pathsOf(await send(id, 'x'.repeat(4001), ben, 'k'.repeat(101)))).toEqual([
    'input.message',
    'input.clientMutationKey',
  ])
  expect(codeOf(await send(id, 'Hello', null))).toBe('UNAUTHENTICATED')
  expect(codeOf(await send(id, 'Hello', follower))).toBe('FORBIDDEN')
  expect(await properties.database.client.inquiry.count()).toBe(0)
})

test('a conversation goes on when its listing is taken down; only its title is left of it', async () => {
  const listing = await properties.offer({ title: 'Was here' })
  const asked = (await send(listing.id, 'Hello')).data.it
  await properties.ask(
    'mutation ($input: DeletePropertyInput!) { deleteProperty(input: $input) }',
    { input: listing },
    ana,
  )
  expect((await reply(asked.id, 'It is sold')).data.it.property).toBeNull()
  expect((await read(asked.id, ben)).data.inquiry).toMatchObject({ property: null, propertyTitle: 'Was here' })
})

test('conversations are listed by their latest message, page by page', async () => {
  const ids: string[] = []
  for (let turn = 0; turn < 3; turn++) {
    const { id } = await properties.offer()
    properties.clock.nowMs += 1000
    ids.push((await send(id, `Question ${turn}`)).data.it.id)
  }
  await reply(String(ids[0]), 'Late')
  const page = await list('SENT', ben, { first: 2 })
  expect(page.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([ids[0], ids[2]])
  const rest = await list('SENT', ben, { first: 2, after: page.pageInfo.endCursor })
  expect(rest.edges.map(({ node }: { node: { id: string } }) => node.id)).toEqual([ids[1]])
  expect(rest.pageInfo.hasNextPage).toBe(false)
  const bad = await properties.ask(
    'query ($after: String) { inquiries(direction: RECEIVED, first: 0, after: $after) { totalCount } }',
    { after: page.pageInfo.endCursor },
    ben,
  )
  expect(bad.errors?.[0]?.extensions.problems?.map(({ path }) => path)).toEqual(['first', 'after'])
})

test('messages of a long conversation come page by page, each once, also of the same moment', async () => {
  const { id } = await properties.offer()
  const { id: inquiryId } = (await send(id, 'm0')).data.it
  await Promise.all(Array.from({ length: 9 }, (_, index) => send(id, `m${index + 1}`)))
  const texts: string[] = []
  for (let after: string | null = null, turn = 0; turn < 4; turn++) {
    const { data } = await properties.ask(
      `query ($id: ID!, $after: String) { inquiry(id: $id) { messages(first: 3, after: $after) { totalCount
        pageInfo { hasNextPage endCursor } edges { node { text createdAt } } } } }`,
      { id: inquiryId, after },
      ben,
    )
    expect(data.inquiry.messages.totalCount).toBe(10)
    texts.push(...data.inquiry.messages.edges.map(({ node }: { node: { text: string } }) => node.text))
    after = data.inquiry.messages.pageInfo.endCursor
  }
  expect(texts.toSorted()).toEqual(Array.from({ length: 10 }, (_, index) => `m${index}`))
})

test('neither of two can write while one blocks the other', async () => {
  const { id } = await properties.offer()
  const { id: inquiryId } = (await send(id, 'Hello')).data.it
  const block = (userId: string, viewer: Viewer) =>
    properties.ask('mutation ($userId: ID!) { it: blockPerson(userId: $userId) }', { userId }, viewer)
  await block(ben.id, ana)
  expect(codeOf(await send(id, 'Hello?'))).toBe('FORBIDDEN')
  expect(codeOf(await reply(inquiryId, 'Hello?', ben))).toBe('FORBIDDEN')
  expect(codeOf(await reply(inquiryId, 'Go away', ana))).toBe('FORBIDDEN')
  expect((await read(inquiryId, ana)).data.inquiry.isBlocked).toBe(true)
  expect((await read(inquiryId, ben)).data.inquiry.isBlocked).toBe(false)
  const { data } = await properties.ask('{ blockedPeople { user { id } } }', {}, ana)
  expect(data.blockedPeople).toEqual([{ user: { id: ben.id } }])
  const unblock = 'mutation ($userId: ID!) { it: unblockPerson(userId: $userId) }'
  expect((await properties.ask(unblock, { userId: ben.id }, ana)).data.it).toBe(true)
  expect((await properties.ask(unblock, { userId: ben.id }, ana)).data.it).toBe(false)
  expect(codeOf(await send(id, 'Hello again'))).toBeUndefined()
  expect(codeOf(await block(ana.id, ana))).toBe('BAD_USER_INPUT')
})

test('a person begins at most 20 conversations in 24 hours, also when all come at once', async () => {
  const ids = await offerByOthers(25)
  const answers = await Promise.all(ids.map((id, index) => send(id, `Question number ${index}`)))
  expect(answers.filter((answer) => codeOf(answer) === undefined)).toHaveLength(20)
  const refused = answers.find((answer) => codeOf(answer) === 'RATE_LIMITED')
  expect(refused?.errors?.[0]?.extensions.retryAfterSeconds).toBe(dayMs / 1000)
  const begun = answers.find((answer) => codeOf(answer) === undefined)
  expect(codeOf(await send(begun?.data.it.property.id, 'One more thing'))).toBeUndefined()
  properties.clock.nowMs += dayMs
  expect(codeOf(await send(String(ids.at(-1)), 'The next day'))).toBeUndefined()
})

test('one text to many owners is refused as spam, however it is spelt', async () => {
  const ids = await offerByOthers(7)
  const spellings = ['Sell to me! Now', 'sell to me now', 'SELL TO ME, NOW', 'Sell tó me now.', 'sell  to me - now']
  for (const [index, text] of spellings.entries()) expect(codeOf(await send(String(ids[index]), text))).toBeUndefined()
  expect(pathsOf(await send(String(ids[5]), 'Sell to me now!!'))).toEqual(['input.message'])
  expect(codeOf(await send(String(ids[5]), 'Is the garden to the south?'))).toBeUndefined()
  properties.clock.nowMs += 8 * dayMs
  expect(codeOf(await send(String(ids[6]), 'Sell to me now'))).toBeUndefined()
})

test('messages with addresses in them are flagged', async () => {
  const { id } = await properties.offer()
  const { id: inquiryId } = (await send(id, 'See https://pay.example/now')).data.it
  for (const text of [
    'write to me@mail.example',
    'at cheap-flats.com/win',
    'It has 2.5 baths. And 3.com',
    'e.g. at 5 p.m.',
    'Two rooms.Big ones',
  ])
    await reply(inquiryId, text, ben)
  const { edges } = (await read(inquiryId, ana)).data.inquiry.messages
  expect(edges.map(({ node }: { node: { hasLinks: boolean } }) => node.hasLinks).reverse()).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('reviewers read a conversation while a participant reports it, and no longer', async () => {
  const { id } = await properties.offer()
  const { id: inquiryId } = (await send(id, 'You are a fool')).data.it
  const report = (reason: string, viewer: Viewer) =>
    properties.ask(
      'mutation ($id: ID!, $reason: String!) { it: reportInquiry(inquiryId: $id, reason: $reason) }',
      { id: inquiryId, reason },
      viewer,
    )
  const open = (viewer: Viewer) =>
    properties.ask(
      '{ inquiryReports { totalCount edges { node { id reason reporter { id } inquiry { id otherPerson { id } unreadCount messages { edges { node { text } } } } } } } }',
      {},
      viewer,
    )
  expect(codeOf(await read(inquiryId, reviewer))).toBe('NOT_FOUND')
  expect(codeOf(await report('x', reviewer))).toBe('NOT_FOUND')
  expect(pathsOf(await report(' ', ana))).toEqual(['reason'])
  await report('insults', ana)
  await report('insults me', ana)
  expect((await open(reviewer)).data.inquiryReports).toMatchObject({
    totalCount: 1,
    edges: [
      {
        node: {
          reason: 'insults me',
          reporter: { id: ana.id },
          inquiry: { otherPerson: null, unreadCount: 0, messages: { edges: [{ node: { text: 'You are a fool' } }] } },
        },
      },
    ],
  })
  expect(codeOf(await open(admin))).toBe('FORBIDDEN')
  expect((await read(inquiryId, reviewer)).data.inquiry.id).toBe(inquiryId)
  expect(codeOf(await reply(inquiryId, 'Calm down', reviewer))).toBe('NOT_FOUND')
  const resolve = 'mutation ($id: ID!) { it: resolveInquiryReport(id: $id) }'
  const reportId = (await open(reviewer)).data.inquiryReports.edges[0].node.id
  expect((await properties.ask(resolve, { id: reportId }, reviewer)).data.it).toBe(true)
  expect((await properties.ask(resolve, { id: reportId }, reviewer)).data.it).toBe(false)
  expect(codeOf(await read(inquiryId, reviewer))).toBe('NOT_FOUND')
})

test('both sides are told of a message as it is sent, with what is unread then', async () => {
  const { id } = await properties.offer()
  const { id: inquiryId } = (await send(id, 'Hello')).data.it
  const query =
    'subscription ($id: ID) { inquiryUpdated(inquiryId: $id) { id unreadCount messages(first: 1) { edges { node { text } } } } }'
  const before = await properties.countCalls()
  const following = [properties.follow(query, { id: inquiryId }, ben), properties.follow(query, {}, ana)]
  const first = following.map((events) => events.next())
  // Both follow once they have read what there is: whether the conversation is Ben's, then where each stands, twice.
  await expect.poll(async () => (await properties.countCalls()) - before).toBe(5)
  await reply(inquiryId, 'Good day')
  const told = await Promise.all(first)
  expect(told.map(({ value }) => value?.data.inquiryUpdated)).toEqual([
    { id: inquiryId, unreadCount: 1, messages: { edges: [{ node: { text: 'Good day' } }] } },
    { id: inquiryId, unreadCount: 0, messages: { edges: [{ node: { text: 'Good day' } }] } },
  ])
  const second = following.map((events) => events.next())
  await reply(inquiryId, 'And?', ben)
  expect(
    (await Promise.all(second)).map(({ value }) => value?.data.inquiryUpdated.messages.edges[0].node.text),
  ).toEqual(['And?', 'And?'])
  await Promise.all(following.map((events) => events.return(undefined)))
  const stranger = properties.follow(query, { id: inquiryId }, agent)
  expect((await stranger.next()).value?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
})

test('the number of statements does not grow with the page', async () => {
  const query = `query ($first: Int) { inquiries(direction: SENT, first: $first) { totalCount unreadCount edges { node {
    ${fields} messages(first: 3) { totalCount edges { node { text author { id responseStatistics { answerRate } } } } }
    property { id isFavorite contact { name } owner { id responseStatistics { answerRate } } } } } } }`
  const ids = await offerByOthers(15)
  for (const [index, id] of ids.entries()) await send(id, `Question number ${index}`)
  const count = async (first: number) => {
    const before = await properties.countCalls()
    const { data, errors } = await properties.ask(query, { first }, ben)
    expect(errors).toBeUndefined()
    expect(data.inquiries.edges).toHaveLength(first)
    return (await properties.countCalls()) - before
  }
  expect([await count(2), await count(15)]).toEqual([9, 9])
})
