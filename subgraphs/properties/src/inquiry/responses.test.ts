import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ana, ben, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { classifyResponses } from './response-statistics.ts'

let properties: TestProperties
let propertyIds: string[]
beforeAll(async () => {
  properties = await startProperties()
  propertyIds = []
  for (let index = 0; index < 6; index++) propertyIds.push((await properties.offer()).id)
})
afterAll(() => properties.close())
beforeEach(async () => {
  await properties.database.client.inquiry.deleteMany()
  await properties.database.client.inquiryBlock.deleteMany()
})

const hourMs = 3_600_000
/** Conversations with Ana that began so many hours ago and were answered so many hours later. */
async function converse(threads: readonly { readonly agoHours: number; readonly afterHours: number | null }[]) {
  const now = properties.clock.nowMs
  await properties.database.client.inquiry.createMany({
    data: threads.map(({ agoHours, afterHours }, index) => {
      const createdAt = new Date(now - agoHours * hourMs)
      const answeredAt = afterHours === null ? null : new Date(createdAt.getTime() + afterHours * hourMs)
      const updatedAt = answeredAt ?? createdAt
      return {
        propertyId: String(propertyIds[index]),
        senderId: ben.id,
        ownerId: ana.id,
        createdAt,
        updatedAt,
        answeredAt,
      }
    }),
  })
}
const read = async () =>
  (
    await properties.ask(
      'query ($id: ID!) { property(id: $id) { owner { responseStatistics { answerRate medianAnswerSeconds } } } }',
      {
        id: propertyIds[0],
      },
    )
  ).data.property.owner.responseStatistics

test('everybody sees on a listing how its owner answers', async () => {
  await converse([
    { agoHours: 100, afterHours: 0.5 },
    { agoHours: 90, afterHours: 3 },
    { agoHours: 80, afterHours: 30 },
    { agoHours: 70, afterHours: null },
  ])
  expect(await read()).toEqual({ answerRate: 0.8, medianAnswerSeconds: 4 * 3600 })
})

test('fewer than three conversations tell nothing; old ones and those of today do not count', async () => {
  await converse([
    { agoHours: 50, afterHours: 1 },
    { agoHours: 50, afterHours: 1 },
    { agoHours: 5, afterHours: null },
    { agoHours: 91 * 24, afterHours: 1 },
  ])
  expect(await read()).toBeNull()
  properties.clock.nowMs += 24 * hourMs
  expect(await read()).toEqual({ answerRate: 0.7, medianAnswerSeconds: 3600 })
  await properties.ask('mutation ($id: ID!) { blockPerson(userId: $id) }', { id: ben.id }, ana)
  expect(await read()).toBeNull()
})

test('owners of a page of listings are one statement', async () => {
  await converse([])
  const before = await properties.countCalls()
  await properties.ask('{ properties(first: 6) { edges { node { owner { responseStatistics { answerRate } } } } } }')
  expect((await properties.countCalls()) - before).toBe(2)
})

test('what is told is in classes, never an exact time', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.nat(8), fc.option(fc.double({ min: 0, max: 1e7, noNaN: true })), (a, b, seconds) => {
      const told = classifyResponses({ inquiries: a + b, answered: b, medianSeconds: seconds })
      if (a + b < 3) {
        expect(told).toBeNull()
        return
      }
      expect(Math.round((told?.answerRate ?? -1) * 10) / 10).toBe(told?.answerRate)
      expect([null, 3_600, 14_400, 43_200, 86_400, 259_200, 604_800]).toContain(told?.medianAnswerSeconds)
    }),
  )
})
