import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { expect, test } from 'vitest'
import { keepUntilChange } from '../change/keep-until-change.ts'
import { ana, ben, startProperties } from '../testing/start-properties.ts'
import { keepSummaries } from './keep-summaries.ts'
import type { Summary } from './summary-store.ts'

test('what was counted is kept until a listing changes, and is each viewer’s own', async () => {
  const properties = await startProperties()
  const count = async (viewer = ben) => {
    const before = await properties.countCalls()
    const { data } = await properties.ask(
      '{ properties(first: 1) { totalCount facets(keys: ["city"]) { values { count } } } }',
      {},
      viewer,
    )
    return [data.properties.totalCount, (await properties.countCalls()) - before]
  }
  const { id, version } = await properties.offer()
  await properties.offer({}, { isDraft: true })
  const [, calls = 0] = await count()
  expect(await count()).toEqual([1, calls - 1])
  expect(await count(ana)).toEqual([2, calls])
  await properties.ask(
    'mutation ($input: ChangePropertyStatusInput!) { changePropertyStatus(input: $input) { id } }',
    { input: { id, version, standardStatus: 'WITHDRAWN' } },
    ana,
  )
  expect(await count()).toEqual([0, calls])
  await properties.offer()
  expect(await count()).toEqual([1, calls])
  await properties.close()
})

test('places are kept until a listing changes, however many of them are asked for', async () => {
  const properties = await startProperties()
  await properties.offer()
  const count = async (first: number) => {
    const before = await properties.countCalls()
    const { data } = await properties.ask('query ($first: Int) { places(first: $first) { city listings } }', { first })
    return [data.places[0].listings, data.places.length, (await properties.countCalls()) - before]
  }
  const [, all, calls = 0] = await count(100)
  expect(all).toBe(2)
  expect(await count(1)).toEqual([1, 1, calls - 1])
  await properties.offer()
  expect(await count(1)).toEqual([2, 1, calls])
  await properties.close()
})

test('nothing is kept while a write could still come in front of the end, nor longer than a minute, nor what failed', async () => {
  const state = { end: '7.1', isSettled: false, nowMs: 1_000, asked: 0, fails: false }
  const find = async (): Promise<Summary> => {
    state.asked += 1
    if (state.fails) throw new Error('the database is away')
    return { count: state.asked, facets: new Map() }
  }
  const kept = keepSummaries(
    find,
    keepUntilChange({ changes: { findEnd: async () => state }, nowMs: () => state.nowMs }),
  )
  const count = async (limit = 1) => (await kept([Prisma.sql`p."listPrice" < ${limit}`], [])).count
  expect([await count(), await count()]).toEqual([1, 2])
  state.isSettled = true
  expect([await count(), await count(), await count(2)]).toEqual([3, 3, 4])
  state.end = '8.2'
  state.fails = true
  await expect(count()).rejects.toThrow('away')
  state.fails = false
  expect([await count(), await count()]).toEqual([6, 6])
  state.nowMs += 60_001
  expect(await count()).toBe(7)
})
