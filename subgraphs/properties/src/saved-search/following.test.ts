import { Registry } from 'prom-client'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { createProperties } from '../subgraph.ts'
import { agent, ben } from '../testing/start-properties.ts'
import { port, startSavedSearches } from '../testing/start-saved-searches.ts'

const secrets = ['0123456789abcdef0123456789abcdef']
const { properties, others, router, logger, reset, save, match, reprice } = await startSavedSearches()
afterAll(() => properties.close())
beforeEach(reset)

const followed =
  'subscription ($id: ID) { savedSearchMatched(savedSearchId: $id) { kind savedSearch { name } property { title } previousPrice { amount } } }'

test('a subscription hears of a match as it happens, from whichever replica, and only of its own', async () => {
  const { data } = await save({ name: 'Mine', filter: port })
  await save({ name: 'Other', filter: { bedroomsTotal: { gte: 2 } } })
  await save({ name: 'Of agent', filter: port }, agent)
  const old = await properties.offer({ title: 'An old flat' })
  await match()
  const mine = properties.follow(followed, { id: data.it.id }, ben)
  const all = properties.follow(followed, {}, ben)
  const waitForCalls = async (start: () => void, number: number) => {
    const before = await properties.countCalls()
    start()
    await vi.waitUntil(async () => (await properties.countCalls()) >= before + number, { timeout: 5_000 })
  }
  let first = Promise.resolve<Awaited<ReturnType<typeof mine.next>> | null>(null)
  let second = first
  // The search, the newest match, what there is already, and the first look for news; then two looks for both.
  await waitForCalls(() => {
    first = mine.next()
  }, 4)
  await waitForCalls(() => {
    second = all.next()
  }, 2)
  // Matched by another replica: its feed rings no bell in this one.
  await properties.offer({ title: 'A new flat' })
  await match()
  const news = { kind: 'NEW_LISTING', property: { title: 'A new flat' }, previousPrice: null }
  expect((await first)?.value).toEqual({ data: { savedSearchMatched: { ...news, savedSearch: { name: 'Mine' } } } })
  const heard = [(await second)?.value, (await all.next()).value].map(
    (event) => event?.data.savedSearchMatched.savedSearch.name,
  )
  expect(heard.sort()).toEqual(['Mine', 'Other'])
  const third = mine.next()
  await reprice(old, 200_000)
  await match()
  expect((await third).value?.data.savedSearchMatched).toMatchObject({
    kind: 'PRICE_DROP',
    previousPrice: { amount: 250_000 },
  })
  await mine.return(undefined)
  await all.return(undefined)
  for (const [id, viewer] of [
    [data.it.id, agent],
    ['nonsense', ben],
  ] as const) {
    const { value } = await properties.follow(followed, { id }, viewer).next()
    expect(value?.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  }
})

test('with two replicas on one database each listing matches once and each mail is sent once', async () => {
  await save({ filter: port, notify: 'INSTANT' })
  for (let number = 0; number < 25; number++) await properties.offer()
  const { client } = properties.database
  const nowMs = () => properties.clock.nowMs
  const ending = new AbortController()
  const replicas = [1, 2].map(() =>
    createProperties({ client, router, secrets, logger, registry: new Registry(), nowMs }),
  )
  const running = replicas.map((replica) => replica.runInBackground?.(ending.signal))
  await vi.waitUntil(async () => (await client.savedSearchMatch.count()) === 25, { timeout: 20_000 })
  ending.abort()
  await Promise.all(running)
  properties.clock.nowMs += 120_000
  const again = new AbortController()
  const resumed = [1, 2].map(() =>
    createProperties({ client, router, secrets, logger, registry: new Registry(), nowMs }).runInBackground?.(
      again.signal,
    ),
  )
  await vi.waitUntil(() => others.mails.length > 0, { timeout: 20_000 })
  await vi.waitUntil(async () => (await client.savedSearch.count({ where: { digestAt: null } })) === 1, {
    timeout: 20_000,
  })
  again.abort()
  await Promise.all(resumed)
  expect(await client.savedSearchMatch.count()).toBe(25)
  expect(others.asked.filter((name) => name === 'SendMail')).toHaveLength(1)
  expect(others.mails[0]?.subject).toBe('25 matches: Flats')
}, 60_000)
