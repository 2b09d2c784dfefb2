import { afterEach, expect, test } from 'vitest'
import { federatedWorld } from '../federated-world.ts'
import { composeTestSupergraph } from '../start-test-graph.ts'
import { createThreadPlanner } from './create-thread-planner.ts'
import type { Planner } from './planner.ts'

const supergraphSdl = composeTestSupergraph(federatedWorld)
const refused = { code: 'OPERATION_LIMIT_EXCEEDED', limit: 'planning' }
const planners: Planner[] = []
function start(timeoutMs: number): Planner {
  const planner = createThreadPlanner(supergraphSdl, { timeoutMs })
  planners.push(planner)
  return planner
}
afterEach(async () => {
  await Promise.all(planners.splice(0).map((planner) => planner.close()))
})

/** Few bytes that expand into ever more selections: each fragment spreads the next twice. */
const createBomb = (levels: number) =>
  `{ users { ...F0 } } ${Array.from(
    { length: levels },
    (_, n) => `fragment F${n} on User { a: friends { ...F${n + 1} } b: friends { ...F${n + 1} } }`,
  ).join(' ')} fragment F${levels} on User { id reviews { product { price } } }`

test('plans are made beside the calling thread, in order', async () => {
  const planner = start(20_000)
  const [first, second] = await Promise.all([
    planner.plan('{ me { name } }', undefined),
    planner.plan('query A { me { id } } query B { products { upc } }', 'B'),
  ])
  expect(JSON.parse(first ?? '').node).toMatchObject({ kind: 'Fetch', serviceName: 'accounts' })
  expect(JSON.parse(second ?? '').node).toMatchObject({ kind: 'Fetch', serviceName: 'products' })
})

test('an operation that takes too long is refused, and those behind it are planned all the same', async () => {
  const planner = start(500)
  const outcomes = await Promise.allSettled([
    planner.plan(createBomb(12), undefined),
    planner.plan('{ me { name } }', undefined),
  ])
  expect(outcomes).toMatchObject([
    { status: 'rejected', reason: { message: expect.stringContaining('within 500 ms'), extensions: refused } },
    { status: 'fulfilled' },
  ])
})

test('an operation that the planner gives up on is refused', async () => {
  await expect(start(20_000).plan(createBomb(24), undefined)).rejects.toMatchObject({ extensions: refused })
})

test('a planner that is closed refuses instead of leaving anybody waiting', async () => {
  const planner = start(20_000)
  const waiting = planner.plan('{ me { name } }', undefined)
  const code = { extensions: { code: 'SERVICE_UNAVAILABLE' } }
  const outcome = expect(waiting).rejects.toMatchObject(code)
  await planner.close()
  await outcome
  await expect(planner.plan('{ me { name } }', undefined)).rejects.toMatchObject(code)
})

test('a planner whose supergraph was replaced still plans for those who began with it', async () => {
  const planner = start(20_000)
  await planner.plan('{ me { name } }', undefined)
  planner.retire()
  expect(await planner.plan('{ me { id } }', undefined)).toContain('accounts')
})

test('what cannot be planned at all is a fault of ours and says so', async () => {
  await expect(start(20_000).plan('{ nothing }', undefined)).rejects.toThrow('could not be planned')
  const broken = createThreadPlanner('type Query { a: Int }', { timeoutMs: 20_000 })
  planners.push(broken)
  await expect(broken.plan('{ a }', undefined)).rejects.toThrow()
})
