import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ana, ben, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createNoticeStore } from './notice-store.ts'
import { notifyInquiries } from './notify-inquiries.ts'

const minuteMs = 60_000
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

interface Mail {
  readonly key: string
  readonly userId: string
  readonly subject: string
  readonly text: string
}
let sent: Mail[] = []
let isAway = false
const router = (async (_document: unknown, { input }: { input: Mail }) => {
  if (isAway) throw new Error('users is away')
  // As users does it: the same key sends once.
  if (!sent.some(({ key }) => key === input.key)) sent.push(input)
  return { sendMail: true }
}) as unknown as RouterClient

let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())
beforeEach(async () => {
  await properties.database.client.inquiry.deleteMany()
  sent = []
  isAway = false
})

const notify = () =>
  notifyInquiries({
    notices: createNoticeStore(properties.database.client),
    router,
    logger: quiet,
    nowMs: () => properties.clock.nowMs,
  })
async function send(message: string): Promise<string> {
  const { id } = await properties.offer({ title: 'Flat with a stove' })
  const { data } = await properties.ask(
    'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
    { input: { propertyId: id, message } },
    ben,
  )
  return data.it.id
}
const reply = (inquiryId: string, message: string, viewer = ben) =>
  properties.ask(
    'mutation ($input: ReplyToInquiryInput!) { replyToInquiry(input: $input) { id } }',
    { input: { inquiryId, message } },
    viewer,
  )
const markRead = (id: string, viewer = ana) =>
  properties.ask('mutation ($id: ID!) { markInquiryRead(inquiryId: $id) { id } }', { id }, viewer)

test('the other person gets a mail that tells of a message and not what it says', async () => {
  const inquiryId = await send('My number is 600 111 222')
  expect(await notify()).toBe(0)
  properties.clock.nowMs += minuteMs
  expect(await notify()).toBe(1)
  expect(sent).toMatchObject([{ userId: ana.id, subject: 'New message about "Flat with a stove"' }])
  expect(sent[0]?.text).toContain('your listing "Flat with a stove"')
  expect(JSON.stringify(sent)).not.toContain('600 111 222')
  await reply(inquiryId, 'Thanks', ana)
  properties.clock.nowMs += minuteMs
  await notify()
  expect(sent.map(({ userId }) => userId)).toEqual([ana.id, ben.id])
})

test('however many messages come, a conversation sends one mail an hour', async () => {
  const inquiryId = await send('One')
  await reply(inquiryId, 'Two')
  properties.clock.nowMs += minuteMs
  await notify()
  for (let turn = 0; turn < 5; turn++) {
    await reply(inquiryId, `More ${turn}`)
    properties.clock.nowMs += 10 * minuteMs
    await notify()
  }
  expect(sent).toHaveLength(1)
  properties.clock.nowMs += 10 * minuteMs
  await notify()
  expect(sent).toHaveLength(2)
  properties.clock.nowMs += 600 * minuteMs
  expect(await notify()).toBe(0)
})

test('whoever reads in time gets no mail', async () => {
  const inquiryId = await send('One')
  await markRead(inquiryId)
  properties.clock.nowMs += minuteMs
  expect(await notify()).toBe(0)
  await reply(inquiryId, 'Two')
  properties.clock.nowMs += minuteMs
  expect(await notify()).toBe(1)
})

test('a mail that could not be sent is sent later, and two replicas send it once', async () => {
  await send('One')
  properties.clock.nowMs += minuteMs
  isAway = true
  expect(await notify()).toBe(0)
  isAway = false
  expect(await notify()).toBe(0)
  properties.clock.nowMs += 5 * minuteMs
  const counts = await Promise.all([notify(), notify()])
  expect(counts.toSorted()).toEqual([0, 1])
  expect(sent).toHaveLength(1)
})

test('a mail that was sent right before a crash is not sent again', async () => {
  await send('One')
  properties.clock.nowMs += minuteMs
  const notices = createNoticeStore(properties.database.client)
  const lost = { ...notices, done: () => Promise.reject(new Error('crashed')) }
  await notifyInquiries({ notices: lost, router, logger: quiet, nowMs: () => properties.clock.nowMs })
  properties.clock.nowMs += 5 * minuteMs
  expect(await notify()).toBe(1)
  expect(sent).toHaveLength(1)
})
