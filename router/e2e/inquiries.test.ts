import { randomUUID } from 'node:crypto'
import { readTemplate } from '@ree-ai/db/testing/open-test-database'
import { createNoticeStore } from '@ree-ai/properties/inquiry/notice-store'
import { notifyInquiries } from '@ree-ai/properties/inquiry/notify-inquiries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPlatform, type Platform } from '../embedded/create-platform.ts'
import {
  BlockedPeopleDocument,
  BlockPersonDocument,
  ChangePropertyStatusDocument,
  CreatePropertyDocument,
  InquiryReportsDocument,
  ListInquiriesDocument,
  ListingStatisticsDocument,
  LoginDocument,
  MarkInquiryReadDocument,
  MyListingsDocument,
  OwnerSummaryDocument,
  PropertyContactDocument,
  ReadInquiryDocument,
  RecordPropertyViewDocument,
  RegisterDocument,
  ReplyToInquiryDocument,
  ReportInquiryDocument,
  ResolveInquiryReportDocument,
  SearchPropertiesDocument,
  SendInquiryDocument,
  UnblockPersonDocument,
} from '../generated/operations.ts'
import { ensureTestAdmin } from './ensure-test-admin.ts'
import { ask, get, type PlatformUnderTest } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

let inside: Platform
let platform: PlatformUnderTest
let ada: Person
let ben: Person
let listingId: string

interface Person {
  readonly id: string
  readonly email: string
  readonly token: string
}

async function register(fullName: string): Promise<Person> {
  const input = { email: `${randomUUID()}@example.com`, password: 'rope-walk-4-lantern', fullName }
  const { user, accessToken } = (await get(platform, RegisterDocument, { input })).register
  return { id: String(user?.id), email: input.email, token: accessToken }
}

beforeAll(async () => {
  inside = await createPlatform({
    dataDir: null,
    image: readTemplate(),
    logger: quiet,
    environment: { ...testSettings, INQUIRIES_PER_DAY: '2' },
  })
  const { url, adminUrl } = await inside.listen(0, 0)
  const admin = await ensureTestAdmin(inside.database)
  platform = { url, adminUrl, database: inside.database, admin, stop: inside.stop }
  ada = await register('Ada Fisher')
  ben = await register('Ben Quill')
  listingId = await offer('Loft over the sail maker')
}, 120_000)
afterAll(() => platform.stop())

async function offer(title: string): Promise<string> {
  const input = {
    title,
    description: 'Two rooms and a hoist.',
    listingIntent: 'FOR_RENT',
    propertyType: 'APARTMENT',
    listPrice: { amount: 900, currency: 'EUR' },
    livingArea: 60,
    address: { city: 'Port Calder', country: 'ZZ' },
    contact: { name: 'Ada', email: 'ada.contact@example.com', visibility: 'INQUIRERS' },
  } as const
  const { createProperty } = await get(platform, CreatePropertyDocument, { input }, ada.token)
  const { id, version } = createProperty
  await get(platform, ChangePropertyStatusDocument, { input: { id, version, standardStatus: 'ACTIVE' } }, ada.token)
  return id
}

test('two people talk about a listing, see each other’s name and never the address they sign in with', async () => {
  const { sendInquiry } = await get(
    platform,
    SendInquiryDocument,
    { input: { propertyId: listingId, message: 'Is the hoist in use?' } },
    ben.token,
  )
  const inquiryId = sendInquiry.id
  const received = (await get(platform, ListInquiriesDocument, { direction: 'RECEIVED' }, ada.token)).inquiries
  expect(received).toMatchObject({
    totalCount: 1,
    unreadCount: 1,
    edges: [{ node: { id: inquiryId, otherPerson: { id: ben.id, fullName: 'Ben Quill' }, unreadCount: 1 } }],
  })
  await get(platform, MarkInquiryReadDocument, { inquiryId }, ada.token)
  expect((await get(platform, PropertyContactDocument, { id: listingId }, ben.token)).property?.contact).toBeNull()
  await get(platform, ReplyToInquiryDocument, { input: { inquiryId, message: 'On Fridays.' } }, ada.token)
  const { inquiry } = await get(platform, ReadInquiryDocument, { id: inquiryId }, ben.token)
  expect(inquiry).toMatchObject({
    otherPerson: { fullName: 'Ada Fisher' },
    property: { contact: { email: 'ada.contact@example.com' } },
    messages: { totalCount: 2, edges: [{ node: { text: 'On Fridays.' } }, { node: { text: 'Is the hoist in use?' } }] },
  })
  const query = `query ($id: ID!) { inquiry(id: $id) { otherPerson { email } owner { email } messages { edges { node { author { email } } } } } }`
  const answer = await ask(platform, query, { id: inquiryId }, ben.token)
  expect(JSON.stringify(answer.data)).not.toContain(ada.email)
})

test('mail tells the other of a message; the settings limit how many conversations one begins', async () => {
  const router = inside.createClient('properties', ['mail:send'])
  const nowMs = () => Date.now() + 61_000
  const notices = createNoticeStore(inside.database.client)
  expect(await notifyInquiries({ notices, router, logger: quiet, nowMs })).toBe(1)
  const mails = JSON.stringify(await inside.database.client.mail.findMany())
  expect(mails).toContain('Loft over the sail maker')
  expect(mails).not.toContain('On Fridays')
  await get(platform, SendInquiryDocument, { input: { propertyId: await offer('Second'), message: 'One' } }, ben.token)
  const third = { input: { propertyId: await offer('Third'), message: 'Two' } }
  expect((await ask(platform, SendInquiryDocument, third, ben.token)).errors[0]?.extensions.code).toBe('RATE_LIMITED')
})

test('a complaint reaches reviewers, and a block ends the talk', async () => {
  const { inquiries } = await get(platform, ListInquiriesDocument, { direction: 'SENT' }, ben.token)
  const inquiryId = String(inquiries.edges.at(-1)?.node.id)
  const { accessToken } = (await get(platform, LoginDocument, { input: platform.admin })).login
  expect((await ask(platform, ReadInquiryDocument, { id: inquiryId }, accessToken)).errors[0]?.extensions.code).toBe(
    'NOT_FOUND',
  )
  await get(platform, ReportInquiryDocument, { inquiryId, reason: 'rude' }, ada.token)
  const { inquiryReports } = await get(platform, InquiryReportsDocument, {}, accessToken)
  expect(inquiryReports.edges).toMatchObject([
    { node: { reason: 'rude', reporter: { fullName: 'Ada Fisher' }, inquiry: { sender: { fullName: 'Ben Quill' } } } },
  ])
  expect((await ask(platform, InquiryReportsDocument, {}, ben.token)).data?.inquiryReports ?? null).toBeNull()
  await get(platform, ResolveInquiryReportDocument, { id: String(inquiryReports.edges[0]?.node.id) }, accessToken)
  await get(platform, BlockPersonDocument, { userId: ben.id }, ada.token)
  const { blockedPeople } = await get(platform, BlockedPeopleDocument, {}, ada.token)
  expect(blockedPeople).toMatchObject([{ user: { fullName: 'Ben Quill' } }])
  const reply = { input: { inquiryId, message: 'Hello?' } }
  expect((await ask(platform, ReplyToInquiryDocument, reply, ben.token)).errors[0]?.extensions.code).toBe('FORBIDDEN')
  await get(platform, UnblockPersonDocument, { userId: ben.id }, ada.token)
})

test('an owner sees what people do with their listings', async () => {
  for (const token of [ben.token, ben.token, undefined, ada.token])
    await get(platform, RecordPropertyViewDocument, { propertyId: listingId }, token)
  const to = new Date().toISOString().slice(0, 10)
  const { listingStatistics } = await get(
    platform,
    ListingStatisticsDocument,
    { propertyId: listingId, from: to, to },
    ada.token,
  )
  expect(listingStatistics).toMatchObject({ views: 2, inquiries: 1, days: [{ day: to, views: 2 }] })
  const { myListings } = await get(platform, MyListingsDocument, { status: 'ACTIVE' }, ada.token)
  expect(myListings.edges.find(({ node }) => node.id === listingId)?.node.statistics).toMatchObject({ views: 2 })
  const { ownerSummary } = await get(platform, OwnerSummaryDocument, {}, ada.token)
  expect(ownerSummary).toMatchObject({ listingCount: 3, views: 2, inquiries: 2, unansweredInquiryCount: 1 })
})

test('interest in a listing reaches the ranking of searches, and no client', async () => {
  const { client } = inside.database
  await client.property.update({ where: { id: listingId }, data: { engagement: 0.9 } })
  await client.$executeRaw`DELETE FROM "properties"."PropertyChange" WHERE "propertyId" = ${listingId}::uuid`
  await client.$executeRaw`INSERT INTO "properties"."PropertyChange" ("propertyId") VALUES (${listingId}::uuid)`
  await inside.syncIndex()
  const { searchProperties } = await get(platform, SearchPropertiesDocument, { query: 'Loft over the sail maker' })
  const edge = searchProperties.edges.find(({ node }) => node?.id === listingId)
  expect(edge).toBeDefined()
  const { data } = await ask<{ searchProperties: { edges: { node: { id: string }; ranking: unknown[] }[] } }>(
    platform,
    '{ searchProperties(query: "Loft over the sail maker") { edges { node { id } ranking { signal value } } } }',
  )
  expect(data?.searchProperties.edges.find(({ node }) => node.id === listingId)?.ranking).toContainEqual({
    signal: 'engagement',
    value: 0.9,
  })
  const hidden = await ask(
    platform,
    'query ($id: ID!) { property(id: $id) { engagement } }',
    { id: listingId },
    ada.token,
  )
  expect(hidden.errors[0]?.extensions.code).toBe('UNAUTHORIZED_FIELD_OR_TYPE')
})
