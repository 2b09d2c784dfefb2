import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestClock } from './create-test-clock.ts'
import { type Price, startTestFeed, type TestFeed } from './start-test-feed.ts'

const query = 'subscription Prices { price { id amount name } }'
const price: Price = { id: 'p1', amount: 3 }

type Request = { readonly query: string; readonly variables?: Record<string, unknown> }
/** What a client is told: results, and at last the errors that end it or `complete`. */
type Told = { readonly result?: unknown; readonly errors?: unknown; readonly isComplete?: boolean }

describe.each(['websocket', 'event_stream'] as const)('over %s', (transport) => {
  let feed: TestFeed
  beforeAll(async () => {
    feed = await startTestFeed({ SUBSCRIPTIONS_PER_VIEWER: '3', COST_MAX: '300', CLIENT_LIMIT_MINUTE: '1000' })
  })
  afterAll(() => feed.stop())

  function subscribe(request: Request, token?: string, from: TestFeed = feed) {
    const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const client = transport === 'websocket' ? from.socketClient(authorization) : from.sseClient(authorization)
    const told: Told[] = []
    const leave = client.subscribe<Record<string, unknown>>(request, {
      next: (result) => void told.push({ result }),
      error: (errors) => void told.push({ errors }),
      complete: () => void told.push({ isComplete: true }),
    })
    return {
      told,
      leave() {
        leave()
        client.dispose()
      },
    }
  }
  /** The errors that a refused operation ends with: graphql-sse has them in a last result. */
  const readErrors = (told: readonly Told[]) =>
    JSON.parse(
      JSON.stringify(
        transport === 'websocket'
          ? told.at(-1)?.errors
          : (told.at(-2)?.result as { errors: unknown } | undefined)?.errors,
      ) ?? 'null',
    )
  const readCodes = (told: readonly Told[]) =>
    readErrors(told)?.map((error: { extensions: { code: string } }) => error.extensions.code)
  const isSilent = async (from: TestFeed = feed) => expect.poll(from.hub.countListeners).toBe(0)

  test('every event is completed from the other subgraph, until the subgraph completes', async () => {
    const { told } = subscribe({ query })
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.publish(price)
    feed.hub.publish({ id: 'p2', amount: 4 })
    await expect.poll(() => told.length).toBe(2)
    feed.hub.end()
    await expect
      .poll(() => told)
      .toEqual([
        { result: { data: { price: { id: 'p1', amount: 3, name: 'Price p1' } } } },
        { result: { data: { price: { id: 'p2', amount: 4, name: 'Price p2' } } } },
        { isComplete: true },
      ])
    expect((await feed.read('graphql_subscriptions_active')).map(({ value }) => value)).toEqual([0])
  })

  test('a client that leaves stops the subgraph, also while nothing happens', async () => {
    const { leave } = subscribe({ query })
    await expect.poll(feed.hub.countListeners).toBe(1)
    leave()
    await isSilent()
    const ended = await feed.read('graphql_subscriptions_ended_total')
    expect(ended.find(({ labels }) => labels.reason === 'client_left')?.value).toBe(1)
  })

  test('queries and mutations are answered too', async () => {
    const { told } = subscribe({
      query: 'mutation ($amount: Int!) { publish(amount: $amount) }',
      variables: { amount: 7 },
    })
    await expect
      .poll(() => told)
      .toEqual([{ result: { data: { publish: 7 }, extensions: expect.anything() } }, { isComplete: true }])
  })

  test('a field the viewer may not see is null in every event, with its error, and the rest comes', async () => {
    const { told, leave } = subscribe({ query: 'subscription { price { id note } }' })
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.publish(price)
    await expect.poll(() => told.length).toBe(1)
    expect(told[0]?.result).toMatchObject({
      data: { price: { id: 'p1', note: null } },
      errors: [{ path: ['price', 'note'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }],
    })
    leave()
    await isSilent()
  })

  test('whoever has the scope sees it', async () => {
    const token = await feed.signIn({ scope: 'notes:read' })
    const { told, leave } = subscribe({ query: 'subscription { price { id note } }' }, token)
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.publish(price)
    await expect.poll(() => told).toEqual([{ result: { data: { price: { id: 'p1', note: 'note of p1' } } } }])
    leave()
    await isSilent()
  })

  test('a subscription that needs a viewer does not begin without one', async () => {
    const { told } = subscribe({ query: 'subscription { guarded { id } }' })
    await expect.poll(() => JSON.stringify(told)).toContain('UNAUTHORIZED_FIELD_OR_TYPE')
    await expect.poll(() => told.length).toBeGreaterThan(transport === 'websocket' ? 0 : 1)
    expect(feed.hub.countListeners()).toBe(0)
  })

  test('what costs too much is refused before anything is asked', async () => {
    const { told } = subscribe({ query: 'subscription { prices(first: 10000) { id amount name } }' })
    await expect.poll(() => readCodes(told)).toEqual(['COST_ESTIMATED_TOO_EXPENSIVE'])
    expect(feed.hub.countListeners()).toBe(0)
  })

  test('limits on a field count subscriptions', async () => {
    const token = await feed.signIn({ sid: 'limited' })
    const first = subscribe({ query: 'subscription { limited { id } }' }, token)
    await expect.poll(feed.hub.countListeners).toBe(1)
    const second = subscribe({ query: 'subscription { limited { id } }' }, token)
    await expect.poll(() => JSON.stringify(second.told)).toContain('RATE_LIMITED')
    expect(feed.hub.countListeners()).toBe(1)
    first.leave()
    await isSilent()
  })

  test('a viewer has at most so many at a time, and gets a place back', async () => {
    const token = await feed.signIn()
    const open = [0, 1, 2].map(() => subscribe({ query }, token))
    await expect.poll(feed.hub.countListeners).toBe(3)
    const more = subscribe({ query }, token)
    await expect.poll(() => readCodes(more.told)).toEqual(['SUBSCRIPTION_MAX_LIMIT'])
    open[0]?.leave()
    await expect.poll(feed.hub.countListeners).toBe(2)
    const again = subscribe({ query }, token)
    await expect.poll(feed.hub.countListeners).toBe(3)
    for (const { leave } of [...open, again]) leave()
    await isSilent()
    const refusals = await feed.read('graphql_refusals_total')
    expect(refusals.find(({ labels }) => labels.code === 'SUBSCRIPTION_MAX_LIMIT')?.labels.policy).toBe(
      'limit-subscriptions',
    )
  })

  test('operations that do not fit the schema are refused with their code', async () => {
    const { told } = subscribe({ query: 'subscription { nothing }' })
    await expect.poll(() => readCodes(told)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })

  test('a fault in an event is masked, and the next event comes', async () => {
    const { told, leave } = subscribe({ query: 'subscription { price { id broken } }' })
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.publish(price)
    feed.hub.publish(price)
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]?.result).toMatchObject({
      data: { price: { id: 'p1', broken: null } },
      errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
    })
    expect(JSON.stringify(told)).not.toContain('password')
    leave()
    await isSilent()
  })

  test('a source that fails is told, masked, and ends it', async () => {
    const { told } = subscribe({ query })
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.fail(new Error('connect ECONNREFUSED 10.0.0.9:5432'))
    await expect.poll(() => told.at(-1)).toEqual({ isComplete: true })
    expect(told[0]?.result).toMatchObject({ errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] })
    expect(JSON.stringify(told)).not.toContain('10.0.0.9')
  })

  test('a subgraph that refuses says so with its own code', async () => {
    const { told } = subscribe({ query: 'subscription { refused { id } }' })
    await expect.poll(() => JSON.stringify(told)).toContain('FORBIDDEN')
  })

  test('ends with UNAUTHENTICATED when the token expires, and not before', async () => {
    const clock = createTestClock()
    const patient = { SUBSCRIPTION_PING_MS: '600000', SUBGRAPH_SILENCE_MS: '600000' }
    const timed = await startTestFeed(patient, clock)
    try {
      const { told } = subscribe({ query }, await timed.signIn({}, 60), timed)
      await expect.poll(timed.hub.countListeners).toBe(1)
      clock.advance(59_000)
      timed.hub.publish(price)
      await expect.poll(() => told.length).toBe(1)
      clock.advance(2_000)
      await expect.poll(() => readCodes(told)).toEqual(['UNAUTHENTICATED'])
      await isSilent(timed)
    } finally {
      await timed.stop()
    }
  })

  test('ends with UNAUTHENTICATED when the session ends; others go on', async () => {
    const own = subscribe({ query }, await feed.signIn({ sid: 'ending' }))
    const other = subscribe({ query }, await feed.signIn({ sid: 'staying' }))
    await expect.poll(feed.hub.countListeners).toBe(2)
    feed.endSession('ending')
    await expect.poll(() => readCodes(own.told), { timeout: 5_000 }).toEqual(['UNAUTHENTICATED'])
    await expect.poll(feed.hub.countListeners).toBe(1)
    feed.hub.publish(price)
    await expect.poll(() => other.told.length).toBe(1)
    other.leave()
    await isSilent()
  })

  test('ends with SUBSCRIPTION_SCHEMA_RELOAD when another supergraph goes live, and may begin again', async () => {
    const before = subscribe({ query })
    await expect.poll(feed.hub.countListeners).toBe(1)
    await feed.reload()
    await expect.poll(() => readCodes(before.told)).toEqual(['SUBSCRIPTION_SCHEMA_RELOAD'])
    await isSilent()
    const after = subscribe({ query })
    await expect.poll(feed.hub.countListeners).toBe(1)
    after.leave()
    await isSilent()
  })

  test('a router that stops says so, ends at once, and leaves nothing running', async () => {
    const stopping = await startTestFeed()
    try {
      const { told } = subscribe({ query }, undefined, stopping)
      await expect.poll(stopping.hub.countListeners).toBe(1)
      const startedAt = performance.now()
      await stopping.stopRouter()
      expect(performance.now() - startedAt).toBeLessThan(3_000)
      await expect.poll(() => readCodes(told)).toEqual(['SERVICE_UNAVAILABLE'])
      expect(stopping.hub.countListeners()).toBe(0)
    } finally {
      await stopping.stop()
    }
  })

  test('over HTTP to the subgraph it is the same, and a subgraph that goes away is told', async () => {
    const remote = await startTestFeed({}, { overHttp: true })
    try {
      const { told } = subscribe({ query }, undefined, remote)
      await expect.poll(remote.hub.countListeners).toBe(1)
      remote.hub.publish(price)
      await expect
        .poll(() => told)
        .toEqual([{ result: { data: { price: { id: 'p1', amount: 3, name: 'Price p1' } } } }])
      const { leave } = subscribe({ query }, undefined, remote)
      await expect.poll(remote.hub.countListeners).toBe(2)
      leave()
      await expect.poll(remote.hub.countListeners).toBe(1)
      await remote.stopSubgraphs()
      await expect.poll(() => JSON.stringify(told)).toContain('SUBREQUEST_HTTP_ERROR')
      expect(told.at(-1)).toEqual({ isComplete: true })
    } finally {
      await remote.stop()
    }
  })
})
