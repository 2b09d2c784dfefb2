import { afterAll, beforeEach, expect, test } from 'vitest'
import { agent, ana, ben } from '../testing/start-properties.ts'
import { port, startSavedSearches } from '../testing/start-saved-searches.ts'

const { properties, others, reset, save, match, matchesOf, kindsOf, reprice, move } = await startSavedSearches()
afterAll(() => properties.close())
beforeEach(reset)

test('a listing matches when it is published, not as a draft, and never its owner’s searches', async () => {
  await save({ filter: port })
  await save({ filter: port }, ana)
  await save({ filter: { city: ['elsewhere'] } }, agent)
  const draft = await properties.offer({}, { isDraft: true })
  expect(await match()).toBe(0)
  const { id } = await move(draft, 'ACTIVE')
  expect(await match()).toBe(1)
  expect(await matchesOf()).toMatchObject([
    {
      matchCount: 1,
      matches: [{ kind: 'NEW_LISTING', price: { amount: 250_000 }, previousPrice: null, property: { id } }],
    },
  ])
  for (const viewer of [ana, agent]) expect(await matchesOf(viewer)).toMatchObject([{ matchCount: 0 }])
  expect(await match()).toBe(0)
})

test('a listing that was taken down before it was matched, or since, is not shown', async () => {
  await save({ filter: port })
  await move(await properties.offer(), 'WITHDRAWN')
  expect(await match()).toBe(0)
  const listing = await properties.offer()
  expect(await match()).toBe(1)
  await move(listing, 'WITHDRAWN')
  expect(await matchesOf()).toMatchObject([{ matchCount: 1, matches: [{ property: null }] }])
})

test('a lower price matches, with the price before; one that was told at a lower price is no news', async () => {
  await save({ filter: { ...port, listPrice: { lte: 260_000 } } })
  const listing = await properties.offer({ listPrice: { amount: 300_000, currency: 'EUR' } })
  expect(await match()).toBe(0)
  await reprice(listing, 260_000)
  await match()
  const [{ matches }] = await matchesOf()
  expect(matches).toMatchObject([
    { kind: 'PRICE_DROP', price: { amount: 260_000 }, previousPrice: { amount: 300_000 } },
  ])
  await reprice(listing, 255_000)
  await match()
  await reprice(listing, 258_000)
  await reprice(listing, 256_000)
  await match()
  await reprice(listing, 255_000)
  await match()
  expect(await kindsOf()).toEqual(['PRICE_DROP 255000', 'PRICE_DROP 260000'])
  const latest = await reprice(listing, 250_000)
  await match()
  // Published anew: known at that price, and cheaper is a lower price, not a new listing.
  const again = await move(await move(latest, 'WITHDRAWN'), 'ACTIVE')
  await match()
  await move(again, 'WITHDRAWN')
  await move(await reprice(listing, 240_000), 'ACTIVE')
  await match()
  expect((await kindsOf()).slice(0, 2)).toEqual(['PRICE_DROP 240000', 'PRICE_DROP 250000'])
})

test('an import is matched like what is made by hand, in one statement more a batch', async () => {
  await save({ filter: port })
  const row = (key: number, amount: number) => ({
    line: key,
    values: {
      sourceKey: String(key),
      title: `Imported flat ${key}`,
      description: 'A flat.',
      listingIntent: 'FOR_SALE',
      propertyType: 'APARTMENT',
      listPrice: { amount, currency: 'EUR' },
      address: { city: 'Port Calder', country: 'ZZ' },
    },
  })
  const send = async (amount: number) => {
    const rows = Array.from({ length: 50 }, (_, index) => row(index + 1, amount - index))
    const query =
      'mutation ($input: ImportPropertiesInput!) { it: importProperties(input: $input) { created updated refusals { reason } } }'
    return (await properties.ask(query, { input: { source: 'here', rows } }, agent)).data.it
  }
  expect(await send(100_000)).toEqual({ created: 50, updated: 0, refusals: [] })
  expect(await match()).toBe(50)
  expect(await send(100_000)).toEqual({ created: 0, updated: 0, refusals: [] })
  await send(200_000)
  expect(await match()).toBe(0)
  await send(90_000)
  expect(await match()).toBe(50)
})

test('matching takes as many statements for many listings and searches as for few', async () => {
  const one = async () => {
    for (let number = 0; number < 3; number++)
      await properties.offer({ attributes: [{ key: 'elevator', boolean: true }] })
    const before = await properties.countCalls()
    const found = await match()
    return { found, calls: (await properties.countCalls()) - before }
  }
  others.understanding = { remainder: 'canal', spans: [], filter: {} }
  await save({ query: 'canal', filter: port })
  // Whether there is work, taking it, the candidates, the attributes' names, the matches; then that nothing is left.
  expect(await one()).toEqual({ found: 3, calls: 6 })
  for (let number = 0; number < 40; number++) await save({ query: 'canal', filter: port }, number % 2 ? ben : agent)
  expect(await one()).toEqual({ found: 123, calls: 6 })
})

test('searches with their matches and listings take a fixed number of statements', async () => {
  for (let number = 0; number < 5; number++) await save({ filter: port })
  for (let number = 0; number < 4; number++) await properties.offer()
  await match()
  const before = await properties.countCalls()
  const [first] = await matchesOf()
  expect(first.matches).toHaveLength(4)
  // The searches, their counts, their matches, then listings and searches of the matches.
  expect((await properties.countCalls()) - before).toBe(5)
})
