import { afterAll, beforeEach, expect, test } from 'vitest'
import { ana, ben, follower } from '../testing/start-properties.ts'
import { port, startSavedSearches } from '../testing/start-saved-searches.ts'
import { createUnderstandingJob } from './understand-searches.ts'

const { properties, others, reset, save, problemsOf, services, match, matchesOf } = await startSavedSearches()
afterAll(() => properties.close())
beforeEach(reset)

test('a search is kept with its filter, listed, changed and deleted by its owner alone', async () => {
  const { data } = await save({ name: ' Flats ', filter: { ...port, listPrice: { lte: 300_000 } }, notify: 'WEEKLY' })
  expect(data.it).toMatchObject({
    name: 'Flats',
    filter: { city: ['port calder'], listPrice: { lte: 300_000 } },
    query: null,
    isUnderstood: true,
    understood: [],
    remainder: '',
    notify: 'WEEKLY',
    matchCount: 0,
  })
  expect(others.asked).toEqual([])
  const changed = await save({ id: data.it.id, name: 'Houses', filter: { propertyType: ['HOUSE'] } })
  expect(changed.data.it).toMatchObject({
    id: data.it.id,
    name: 'Houses',
    notify: 'WEEKLY',
    filter: { propertyType: ['HOUSE'] },
  })
  expect((await matchesOf()).map(({ name }: { name: string }) => name)).toEqual(['Houses'])
  expect(await matchesOf(ana)).toEqual([])
  expect((await save({ id: data.it.id, filter: port }, ana)).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  const remove = (viewer: typeof ana) =>
    properties.ask('mutation ($id: ID!) { it: deleteSavedSearch(id: $id) }', { id: data.it.id }, viewer)
  expect((await remove(ana)).data.it).toBe(false)
  expect((await remove(ben)).data.it).toBe(true)
  expect((await remove(ben)).data.it).toBe(false)
  expect((await save({ filter: port }, follower)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})

test('everything wrong with a search is told at once', async () => {
  expect(
    problemsOf(
      await save({ name: ' ', query: 'x'.repeat(1001), filter: { listPrice: { gte: 2, lte: 1 }, country: 'France' } }),
    ),
  ).toEqual(['input.name', 'input.query', 'input.filter.listPrice', 'input.filter.country'])
  expect(problemsOf(await save({ name: 'x'.repeat(101), query: ' ', filter: { city: null } }))).toEqual([
    'input.name',
    'input',
  ])
})

test('a person has at most 100 searches, also when two come at once', async () => {
  await properties.database.client.savedSearch.createMany({
    data: Array.from({ length: 99 }, () => ({ userId: ben.id, name: 'n', terms: [], propertyTypes: [], cityKeys: [] })),
  })
  const answers = await Promise.all([save({ filter: port }), save({ filter: port })])
  expect(answers.map(problemsOf).filter(Boolean)).toEqual([['input']])
  expect(await properties.database.client.savedSearch.count()).toBe(100)
})

test('the query is understood when it is saved, and the filter wins over it', async () => {
  others.understanding = {
    remainder: 'quiet canals',
    spans: [
      { field: 'bedroomsTotal', value: '3', start: 0, end: 6 },
      { field: 'listPrice', value: '<= 500000', start: 7, end: 17 },
      { field: 'attributes.elevator', value: 'true', start: 18, end: 22 },
    ],
    filter: {
      bedroomsTotal: { gte: 3, lte: 3 },
      listPrice: { gte: null, lte: 500_000 },
      currency: 'USD',
      city: null,
      attributes: [{ key: 'elevator', eq: true, in: null, gte: null, lte: null, exists: null }],
    },
  }
  const query = '3 beds under 500k lift quiet canals'
  const { data } = await save({ query, filter: { listPrice: { lte: 300_000 } } })
  expect(data.it).toMatchObject({ isUnderstood: true, remainder: 'quiet canals' })
  expect(data.it.understood.map(({ field }: { field: string }) => field)).toEqual([
    'bedroomsTotal',
    'attributes.elevator',
  ])
  const fits = { bedroomsTotal: 3, attributes: [{ key: 'elevator', boolean: true }] }
  const wanted = await properties.offer(fits)
  await properties.offer({ ...fits, bedroomsTotal: 2 })
  await properties.offer({ ...fits, listPrice: { amount: 400_000, currency: 'EUR' } })
  await properties.offer({ ...fits, attributes: [] })
  await properties.offer({ ...fits, title: 'Loud flat by the canal' })
  expect(await match()).toBe(1)
  const [{ matches }] = await matchesOf()
  expect(matches).toMatchObject([{ property: { id: wanted.id }, savedSearch: { name: 'Flats' } }])
  // Renaming asks nobody again.
  await save({ id: data.it.id, name: 'Lofts', query, filter: { listPrice: { lte: 300_000 } } })
  expect(others.asked).toEqual(['UnderstandSavedSearch'])
})

test('while nobody understands the query the filter alone counts, and it is understood later', async () => {
  others.isAway = true
  const { data } = await save({ query: '3 beds', filter: port })
  expect(data.it).toMatchObject({ isUnderstood: false, understood: [], remainder: '' })
  // Without a filter, all its words have to be there: anything else would match everything.
  await save({ name: 'words', query: 'castles', filter: {} })
  await properties.offer()
  expect(await match()).toBe(1)

  others.understanding = { remainder: '', spans: [], filter: { bedroomsTotal: { gte: 3 } } }
  const job = createUnderstandingJob(services())
  const going = new AbortController().signal
  await job.work(going)
  properties.clock.nowMs += 60_000
  await expect(job.work(going)).rejects.toThrow('away')
  others.isAway = false
  await job.work(going)
  const stateOf = async () => (await properties.ask('{ savedSearches { isUnderstood } }', {}, ben)).data.savedSearches
  expect(await stateOf()).toEqual([{ isUnderstood: false }, { isUnderstood: false }])
  properties.clock.nowMs += 60_000
  await job.work(going)
  expect(await stateOf()).toEqual([{ isUnderstood: true }, { isUnderstood: true }])
  await properties.offer()
  expect(await match()).toBe(0)
})
