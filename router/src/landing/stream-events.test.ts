import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFeed, type TestFeed } from '../subscriptions/start-test-feed.ts'

/** A script for browsers; it has no types. */
const path = './stream-events.js'
const { streamEvents } = (await import(path)) as {
  readonly streamEvents: (url: string, operation: object, headers?: object) => AsyncGenerator<unknown>
}

let feed: TestFeed
beforeAll(async () => {
  feed = await startTestFeed()
})
afterAll(() => feed.stop())
const url = () => `${feed.url}/graphql`

test('GraphiQL follows a subscription with its headers, and stops it while nothing happens', async () => {
  const headers = { authorization: `Bearer ${await feed.signIn()}` }
  const events = streamEvents(url(), { query: 'subscription { guarded { id } }' }, headers)
  const first = events.next()
  await expect.poll(feed.hub.countListeners).toBe(1)
  feed.hub.publish({ id: 'p1', amount: 1 })
  expect((await first).value).toEqual({ data: { guarded: { id: 'p1' } } })
  const second = events.next()
  await events.return(undefined)
  expect((await second).done).toBe(true)
  await expect.poll(feed.hub.countListeners).toBe(0)
})

test('GraphiQL shows why a subscription was refused', async () => {
  const refused = streamEvents(url(), { query: 'subscription { price { id } }' }, { authorization: 'Bearer a.b.c' })
  expect((await refused.next()).value).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  expect((await refused.next()).done).toBe(true)
})
