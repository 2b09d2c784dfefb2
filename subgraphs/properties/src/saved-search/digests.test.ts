import { afterAll, beforeEach, expect, test } from 'vitest'
import { agent, ben } from '../testing/start-properties.ts'
import { port, startSavedSearches } from '../testing/start-saved-searches.ts'
import { createUnsubscribeCodec } from './create-unsubscribe-codec.ts'
import { sendDigests } from './send-digests.ts'

const secrets = ['0123456789abcdef0123456789abcdef']
const { properties, others, reset, save, services, match, reprice, move } = await startSavedSearches()
afterAll(() => properties.close())
beforeEach(reset)

test('a mail a day tells of all searches of a person, once, with links', async () => {
  await save({ name: 'Cheap\nflats', filter: { ...port, listPrice: { lte: 300_000 } }, notify: 'DAILY' })
  await save({
    name: 'With two beds',
    filter: { bedroomsTotal: { gte: 2 }, listPrice: { gte: 400_000 } },
    notify: 'DAILY',
  })
  await save({ name: 'Never', filter: port, notify: 'NEVER' })
  await save({ name: 'Of another', filter: port, notify: 'DAILY' }, agent)
  const cheap = await properties.offer({ title: 'Cheap  \n one' })
  await properties.offer({ title: 'Dear one', listPrice: { amount: 450_000, currency: 'EUR' } })
  const gone = await properties.offer({ title: 'Gone soon' })
  await match()
  await reprice(cheap, 200_000)
  await match()
  await move(gone, 'WITHDRAWN')
  expect(await sendDigests(services())).toBe(0)
  properties.clock.nowMs = Date.parse('2026-03-02T07:00:30Z')
  expect(await sendDigests(services())).toBe(2)
  expect(others.mails.map(({ userId }) => userId).sort()).toEqual([ben.id, agent.id].sort())
  const mail = others.mails.find(({ userId }) => userId === ben.id)
  expect(mail?.key).toBe(`saved-searches:${ben.id}:2026-03-02T07:00:00.000Z`)
  expect(mail?.subject).toBe('2 matches of your saved searches')
  expect(mail?.text).toContain('Cheap flats\n- Cheap one, Port Calder: 200,000 EUR (cheaper, was 250,000)')
  expect(mail?.text).toContain(`https://app.example.com/property#token=${cheap.id}`)
  expect(mail?.text).toContain('With two beds\n- Dear one')
  expect(mail?.text).not.toMatch(/Gone|Never\n/)
  expect(await sendDigests(services())).toBe(0)
  properties.clock.nowMs = Date.parse('2026-03-03T08:00:00Z')
  expect(await sendDigests(services())).toBe(0)
  expect(others.mails).toHaveLength(2)
})

test('a weekly mail comes on Monday, an instant one within two minutes', async () => {
  await save({ name: 'Weekly', filter: port, notify: 'WEEKLY' })
  await save({ name: 'Instant', filter: port, notify: 'INSTANT' }, agent)
  await properties.offer()
  await match()
  expect(await sendDigests(services())).toBe(0)
  properties.clock.nowMs += 60_000
  expect(await sendDigests(services())).toBe(1)
  expect(others.mails.map(({ subject }) => subject)).toEqual(['1 match: Instant'])
  await properties.offer()
  await match()
  properties.clock.nowMs += 60_000
  expect(await sendDigests(services())).toBe(1)
  // 1 March 2026 is a Sunday.
  properties.clock.nowMs = Date.parse('2026-03-02T06:59:59Z')
  expect(await sendDigests(services())).toBe(0)
  properties.clock.nowMs += 1_000
  expect(await sendDigests(services())).toBe(1)
  expect(others.mails.map(({ subject }) => subject)).toEqual([
    '1 match: Instant',
    '1 match: Instant',
    '2 matches: Weekly',
  ])
})

test('a mail has at most 20 listings and tells how many more there are', async () => {
  await save({ filter: port, notify: 'INSTANT' })
  for (let number = 0; number < 23; number++) await properties.offer()
  await match()
  properties.clock.nowMs += 60_000
  await sendDigests(services())
  const [mail] = others.mails
  expect(mail?.subject).toBe('23 matches: Flats')
  expect(mail?.text.match(/^- /gm)).toHaveLength(20)
  expect(mail?.text).toContain('And 3 more')
})

test('after a crash between sending and noting it, nothing is sent twice and nothing is left out', async () => {
  await save({ filter: port, notify: 'INSTANT' })
  await properties.offer({ title: 'The first flat' })
  await match()
  properties.clock.nowMs += 60_000
  const crashing = services()
  const digests = { ...crashing.digests, finish: () => Promise.reject(new Error('crashed')) }
  await expect(sendDigests({ ...crashing, digests })).rejects.toThrow()
  await properties.offer({ title: 'The second flat' })
  await match()
  await sendDigests(services())
  expect(others.mails).toHaveLength(1)
  expect(others.mails[0]?.text).not.toContain('second')
  properties.clock.nowMs += 60_000
  await sendDigests(services())
  expect(others.mails).toHaveLength(2)
  expect(others.mails[1]?.text).toMatch(/second/)
  expect(others.mails[1]?.text).not.toMatch(/first/)
})

test('a mail that could not be handed over is sent later', async () => {
  await save({ filter: port, notify: 'INSTANT' })
  await properties.offer()
  await match()
  properties.clock.nowMs += 60_000
  others.isAway = true
  await expect(sendDigests(services())).rejects.toThrow()
  others.isAway = false
  expect(await sendDigests(services())).toBe(1)
  expect(others.mails).toHaveLength(1)
})

test('the link in a mail ends the mails of one search, or of all, without signing in', async () => {
  const { data } = await save({ name: 'One', filter: port, notify: 'INSTANT' })
  properties.clock.nowMs += 1000
  await save({ name: 'Two', filter: port, notify: 'DAILY' })
  const end = (token: string) =>
    properties.ask('mutation ($token: String!) { it: unsubscribe(token: $token) }', { token })
  const notifyOf = async () => {
    const answer = await properties.ask('{ savedSearches { notify } }', {}, ben)
    return answer.data.savedSearches.map(({ notify }: { notify: string }) => notify)
  }
  await properties.offer()
  await match()
  properties.clock.nowMs += 60_000
  await sendDigests(services())
  const tokens = [...(others.mails[0]?.text ?? '').matchAll(/unsubscribe#token=(\S+)/g)].map(([, token]) =>
    decodeURIComponent(String(token)),
  )
  expect(tokens).toHaveLength(2)
  expect((await end(String(tokens[0]))).data.it).toBe(true)
  expect(await notifyOf()).toEqual(['NEVER', 'DAILY'])
  expect((await end(String(tokens[0]))).data.it).toBe(false)
  expect((await end(String(tokens[1]))).data.it).toBe(true)
  expect(await notifyOf()).toEqual(['NEVER', 'NEVER'])
  expect(await properties.database.client.savedSearch.count({ where: { digestAt: { not: null } } })).toBe(0)
  const forged = createUnsubscribeCodec(secrets).encode({ userId: ben.id, savedSearchId: data.it.id })
  for (const token of [forged, 'nonsense', '', `${tokens[1]}x`])
    expect((await end(token)).errors?.[0]?.extensions.code).toBe('INVALID_TOKEN')
})

test('mails begin with what matches after they were switched on again', async () => {
  const { data } = await save({ filter: port, notify: 'NEVER' })
  await properties.offer({ title: 'The old flat' })
  await match()
  await save({ id: data.it.id, filter: port, notify: 'INSTANT' })
  await properties.offer({ title: 'The new flat' })
  await match()
  properties.clock.nowMs += 120_000
  expect(await sendDigests(services())).toBe(1)
  expect(others.mails[0]?.text).not.toContain('old')
})
