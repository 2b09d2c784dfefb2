import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  ana,
  ben,
  flat,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '../testing/start-properties.ts'
import { recordActivity } from './record-activity.ts'

const dayMs = 24 * 3_600_000
let properties: TestProperties
let propertyId: string
beforeAll(async () => {
  properties = await startProperties()
  propertyId = (await properties.offer()).id
  const { client } = properties.database
  const at = (ago: number) => new Date(properties.clock.nowMs - ago * dayMs)
  for (const ago of [0, 0, 2, 40]) await recordActivity(client, propertyId, 'views', at(ago))
  await recordActivity(client, propertyId, 'favorites', at(2))
  await properties.ask(
    'mutation ($input: SendInquiryInput!) { sendInquiry(input: $input) { id } }',
    { input: { propertyId, message: 'Hello' } },
    ben,
  )
})
afterAll(() => properties.close())

const statistics = (given: object, viewer: Viewer | null = ana) =>
  properties.ask(
    `query ($id: ID!, $from: Date!, $to: Date!) { it: listingStatistics(propertyId: $id, from: $from, to: $to) {
      from to views favorites inquiries days { day views favorites inquiries } } }`,
    { id: propertyId, from: '2026-02-26', to: '2026-03-01', ...given },
    viewer,
  )

test('an owner sees views, favourites and inquiries of each day, also of days without any', async () => {
  expect((await statistics({})).data.it).toEqual({
    from: '2026-02-26',
    to: '2026-03-01',
    views: 3,
    favorites: 1,
    inquiries: 1,
    days: [
      { day: '2026-02-26', views: 0, favorites: 0, inquiries: 0 },
      { day: '2026-02-27', views: 1, favorites: 1, inquiries: 0 },
      { day: '2026-02-28', views: 0, favorites: 0, inquiries: 0 },
      { day: '2026-03-01', views: 2, favorites: 0, inquiries: 1 },
    ],
  })
})

test('nobody but the owner and reviewers sees them', async () => {
  expect((await statistics({}, reviewer)).data.it.views).toBe(3)
  expect((await statistics({}, ben)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  const query = 'query ($id: ID!) { property(id: $id) { statistics { views days { day } } } }'
  for (const viewer of [null, ben, follower])
    expect((await properties.ask(query, { id: propertyId }, viewer)).data.property.statistics).toBeNull()
  const { data } = await properties.ask(query, { id: propertyId }, ana)
  expect(data.property.statistics.views).toBe(3)
  expect(data.property.statistics.days).toHaveLength(30)
})

test.each([
  [{ from: '2026-02-30' }, 'from'],
  [{ from: '2026-03-02' }, 'from'],
  [{ from: '2025-02-28' }, 'from'],
  [{ to: 'today' }, 'to'],
])('days %j are refused', async (given, path) => {
  expect((await statistics(given)).errors?.[0]?.extensions.problems?.map((problem) => problem.path)).toEqual([path])
})

test('an owner lists their own listings in every status, page by page, and nobody else’s', async () => {
  const draft = await properties.offer({ title: 'Not yet out' }, { isDraft: true })
  await properties.offer({ title: 'Ben’s own' }, { owner: ben })
  const list = async (given: object, viewer: Viewer = ana) =>
    (
      await properties.ask(
        `query ($status: StandardStatus, $first: Int, $after: String) { it: myListings(status: $status, first: $first, after: $after) {
          totalCount pageInfo { hasNextPage endCursor } edges { node { id standardStatus } } } }`,
        { first: 20, ...given },
        viewer,
      )
    ).data?.it
  expect((await list({})).totalCount).toBe(2)
  expect((await list({ status: 'DRAFT' })).edges).toEqual([{ node: { id: draft.id, standardStatus: 'DRAFT' } }])
  const page = await list({ first: 1 })
  const rest = await list({ first: 1, after: page.pageInfo.endCursor })
  expect([...page.edges, ...rest.edges].map(({ node }) => node.id).toSorted()).toEqual(
    [draft.id, propertyId].toSorted(),
  )
  expect(rest.pageInfo.hasNextPage).toBe(false)
  expect((await list({}, reviewer)).totalCount).toBe(0)
  expect(await list({ status: 'DRAFT', after: page.pageInfo.endCursor })).toBeUndefined()
})

test('an owner sees at a glance how their listings stand, in three statements', async () => {
  const query = `{ ownerSummary { listingCount statusCounts { standardStatus count } views favorites inquiries
    unansweredInquiryCount unreadMessageCount } }`
  const before = await properties.countCalls()
  const { data } = await properties.ask(query, {}, ana)
  expect((await properties.countCalls()) - before).toBe(3)
  expect(data.ownerSummary).toEqual({
    listingCount: 2,
    statusCounts: [
      { standardStatus: 'DRAFT', count: 1 },
      { standardStatus: 'ACTIVE', count: 1 },
    ],
    views: 3,
    favorites: 1,
    inquiries: 1,
    unansweredInquiryCount: 1,
    unreadMessageCount: 1,
  })
  expect((await properties.ask(query, {}, follower)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('statistics of a page of listings are one statement', async () => {
  const input = { ...flat, title: 'One of many' }
  for (let index = 0; index < 8; index++)
    await properties.ask(
      'mutation ($input: CreatePropertyInput!) { createProperty(input: $input) { id } }',
      { input },
      ana,
    )
  const count = async (first: number) => {
    const before = await properties.countCalls()
    await properties.ask(
      'query ($first: Int) { myListings(first: $first) { edges { node { id statistics { views days { day views } } week: statistics(from: "2026-02-23", to: "2026-03-01") { views } } } } }',
      { first },
      ana,
    )
    return (await properties.countCalls()) - before
  }
  expect([await count(2), await count(10)]).toEqual([2, 2])
})
