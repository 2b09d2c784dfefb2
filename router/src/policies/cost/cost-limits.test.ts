import { afterEach, expect, test } from 'vitest'
import { startTestFeed, type TestFeed } from '../../subscriptions/start-test-feed.ts'

let feed: TestFeed | null = null
afterEach(async () => {
  await feed?.stop()
  feed = null
})

async function start(environment: Record<string, string>) {
  const clock = { nowMs: Date.now() }
  const started = await startTestFeed({ COST_BUDGET_RESTORE: '10', ...environment }, { nowMs: () => clock.nowMs })
  feed = started
  const post = async (body: unknown) => {
    const response = await fetch(`${started.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return {
      response,
      body: (await response.json()) as never as {
        readonly data: unknown
        readonly errors: never
        readonly extensions: never
      },
    }
  }
  return { ...started, clock, post }
}
/** Costs 10, estimated and actual. */
const publish = (name: string) => ({ query: `mutation { ${name}: publish(amount: 1) }` })
const level = async (post: Awaited<ReturnType<typeof start>>['post']) => {
  const { body } = await post({ query: '{ latest }' })
  return (body.extensions as { cost: { throttleStatus: { currentlyAvailable: number } } }).cost.throttleStatus
    .currentlyAvailable
}

test('a client with an empty budget is answered 429 with Retry-After, and it is counted', async () => {
  const { post, read, clock } = await start({ COST_BUDGET_MAX: '15' })
  expect((await post(publish('a'))).body.extensions).toEqual({
    cost: {
      estimated: 10,
      actual: 10,
      maximum: 15,
      strategy: 'static_estimated',
      throttleStatus: { maximumAvailable: 15, currentlyAvailable: 5, restoreRate: 10 },
    },
  })
  const { response, body } = await post(publish('b'))
  expect(response.status).toBe(429)
  expect(response.headers.get('retry-after')).toBe('1')
  expect(body.errors).toMatchObject([
    { extensions: { code: 'THROTTLED', cost: { throttleStatus: { currentlyAvailable: 5 } } } },
  ])
  expect(await read('graphql_refusals_total')).toMatchObject([
    { labels: { policy: 'limit-cost', code: 'THROTTLED' }, value: 1 },
  ])
  expect(await read('graphql_cost_budget_total')).toMatchObject([{ labels: { event: 'reserved' }, value: 10 }])
  const ratios = await read('graphql_operation_cost_ratio')
  expect(ratios.find((value) => 'metricName' in value && String(value.metricName).endsWith('_sum'))?.value).toBe(1)
  clock.nowMs += 500
  expect((await post(publish('c'))).response.status).toBe(200)
})

test('each operation of a batch is paid for by itself', async () => {
  const { post } = await start({ COST_BUDGET_MAX: '25', BATCH_MAX: '5' })
  const { body } = await post([publish('a'), publish('b'), publish('c')])
  const answers = body as never as readonly { readonly errors?: readonly { extensions: { code: string } }[] }[]
  expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'ok').sort()).toEqual(['THROTTLED', 'ok', 'ok'])
})

test('a subscription pays its estimate once and then each event, and ends when it owes more than the budget holds', async () => {
  const { post, socketClient, hub, read } = await start({ COST_BUDGET_MAX: '12' })
  const client = socketClient()
  const told: unknown[] = []
  client.subscribe(
    { query: 'subscription { price { id amount } }' },
    { next: (result) => void told.push(result), error: (errors) => void told.push(errors), complete() {} },
  )
  await expect.poll(hub.countListeners).toBe(1)
  expect(await level(post)).toBe(11)
  for (let events = 1; events <= 3; events++) {
    hub.publish({ id: 'p1', amount: events })
    await expect.poll(() => told.length).toBe(events)
  }
  expect(await level(post)).toBe(8)
  for (let events = 4; told.length >= events - 1 && events < 40; events++) {
    hub.publish({ id: 'p1', amount: events })
    await expect.poll(() => told.length).toBeGreaterThanOrEqual(events)
    if (JSON.stringify(told.at(-1)).includes('THROTTLED')) break
  }
  // 11 that it held, 12 that it may owe, and the one that was too much.
  expect(told).toHaveLength(11 + 12 + 1)
  expect(told.at(-1)).toMatchObject({ errors: [{ extensions: { code: 'THROTTLED' } }] })
  await expect.poll(hub.countListeners).toBe(0)
  expect(await read('graphql_cost_budget_total')).toContainEqual({ labels: { event: 'overdrawn' }, value: 24 })
  client.dispose()
})

test('one operation may cost so much in one subgraph: its fields are null with the code, and it is not asked', async () => {
  const { socketClient, hub, read } = await start({ SUBGRAPH_LIMITS: '{"users":{"costMax":0}}' })
  const client = socketClient()
  const told: { data?: unknown; errors?: unknown }[] = []
  client.subscribe(
    { query: 'subscription { guarded: prices(first: 1) { id name } }' },
    { next: (result) => void told.push(result as never), error: (errors) => void told.push({ errors }), complete() {} },
  )
  await expect.poll(hub.countListeners).toBe(1)
  hub.publish([{ id: 'p1', amount: 1 }] as never)
  await expect.poll(() => told.length).toBe(1)
  expect(told[0]?.errors).toMatchObject([
    {
      extensions: {
        code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
        service: 'users',
        cost: { estimated: 1, maximum: 0 },
      },
    },
  ])
  expect(await read('graphql_refusals_total')).toMatchObject([
    { labels: { policy: 'limit-subgraph-cost', code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE' }, value: 1 },
  ])
  expect(await read('subgraph_fetches_total')).not.toContainEqual(
    expect.objectContaining({ labels: { subgraph: 'users', outcome: 'ok' } }),
  )
  client.dispose()
})
