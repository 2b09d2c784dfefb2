import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createEngagementStore } from '@ree-ai/properties/activity/engagement-store'
import { measureEngagement } from '@ree-ai/properties/activity/measure-engagement'
import { createNoticeStore } from '@ree-ai/properties/inquiry/notice-store'
import { notifyInquiries } from '@ree-ai/properties/inquiry/notify-inquiries'
import { ana, ben, startProperties, type TestProperties } from '@ree-ai/properties/testing/start-properties'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const quiet = { debug() {}, info() {}, warn() {}, error() {} }

describe.skipIf(bin === null)('conversations on PostgreSQL, from two replicas', () => {
  let server: TestPostgres
  let here: TestProperties
  let there: TestProperties
  beforeAll(async () => {
    server = await startPostgres(String(bin))
    const open = ({ registry }: { registry: Parameters<typeof openPostgresDatabase>[0]['registry'] }) =>
      openPostgresDatabase({ url: server.url, registry, warn: () => {} })
    here = await startProperties(undefined, open)
    there = await startProperties(undefined, open)
  }, 120_000)
  afterAll(async () => {
    await Promise.all([here.close(), there.close()])
    await server.stop()
  })

  const replica = (index: number) => (index % 2 === 0 ? here : there)
  const send = (propertyId: string, message: string, index: number, clientMutationKey?: string) =>
    replica(index).ask(
      'mutation ($input: SendInquiryInput!) { it: sendInquiry(input: $input) { id } }',
      { input: { propertyId, message, clientMutationKey } },
      ben,
    )
  const codeOf = ({ errors }: Awaited<ReturnType<typeof send>>) => errors?.[0]?.extensions.code ?? 'OK'
  async function offerByOthers(count: number): Promise<string[]> {
    const rows = await here.database.client.$queryRaw<{ id: string }[]>`
      INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType",
        "listPrice", "currency", "standardStatus", "cityKey", "listedAt")
      SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR', 'ACTIVE', 'calder', now()
      FROM generate_series(1, ${count}::int) RETURNING "id"`
    return rows.map(({ id }) => id)
  }

  test('the daily limit holds exactly, however the messages are spread', async () => {
    const ids = await offerByOthers(30)
    const codes = (await Promise.all(ids.map((id, index) => send(id, `Question ${index}`, index)))).map(codeOf)
    expect(codes.filter((code) => code === 'OK')).toHaveLength(20)
    expect(codes.filter((code) => code === 'RATE_LIMITED')).toHaveLength(10)
    await here.database.client.inquiry.deleteMany()
  })

  test('a message sent to both replicas at once with one key is one; messages keep a strict order', async () => {
    const { id } = await here.offer()
    const same = await Promise.all([0, 1, 2, 3].map((index) => send(id, 'Once', index, 'k')))
    expect(new Set(same.map(({ data }) => data.it.id)).size).toBe(1)
    await Promise.all(Array.from({ length: 12 }, (_, index) => send(id, `And ${index}`, index)))
    const messages = await here.database.client.inquiryMessage.findMany({ orderBy: { createdAt: 'asc' } })
    expect(messages).toHaveLength(13)
    expect(new Set(messages.map(({ createdAt }) => createdAt.getTime())).size).toBe(13)
    await here.database.client.inquiry.deleteMany()
  })

  test('a message that one replica takes is told by the other', async () => {
    const { id } = await here.offer()
    const before = await there.countCalls()
    const events = there.follow('subscription { inquiryUpdated { id unreadCount } }', {}, ana)
    const next = events.next()
    await expect.poll(async () => (await there.countCalls()) - before).toBeGreaterThanOrEqual(2)
    const { data } = await send(id, 'Hello', 0)
    expect((await next).value?.data.inquiryUpdated).toEqual({ id: data.it.id, unreadCount: 1 })
    await events.return(undefined)
    await here.database.client.inquiry.deleteMany()
  })

  test('of two replicas that send mail at once each mail is sent by one', async () => {
    for (let index = 0; index < 8; index += 1) await send((await here.offer()).id, `Question ${index}`, index)
    const keys: string[] = []
    const router = (async (_document: unknown, { input }: { input: { key: string } }) => {
      keys.push(input.key)
      return { sendMail: true }
    }) as unknown as RouterClient
    const nowMs = () => here.clock.nowMs + 60_000
    const counts = await Promise.all(
      [here, there].map(({ database }) =>
        notifyInquiries({ notices: createNoticeStore(database.client), router, logger: quiet, nowMs }),
      ),
    )
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(8)
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('engagement is measured as on the embedded database', async () => {
    await here.database.client.listingActivity.deleteMany()
    const ids = await offerByOthers(20)
    await here.database.client.listingActivity.createMany({
      data: [1, 2, 3].map((ago) => ({
        propertyId: String(ids[0]),
        day: new Date(here.clock.nowMs - ago * 86_400_000),
        inquiries: 1,
      })),
    })
    expect(await measureEngagement(createEngagementStore(here.database.client), here.clock.nowMs)).toBe(1)
    const { engagement } = await here.database.client.property.findUniqueOrThrow({ where: { id: String(ids[0]) } })
    expect(engagement).toBeGreaterThan(0.55)
  })
})
