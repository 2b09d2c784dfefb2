import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestGraph, type TestGraph } from '../execution/start-test-graph.ts'
import { testSubgraphs } from '../execution/test-subgraphs.ts'
import { authorize } from '../policies/authorize.ts'
import { limitCost } from '../policies/limit-cost.ts'
import type { ExecutedOperation } from './create-field-usage.ts'
import { noteUsage } from './note-usage.ts'

let graph: TestGraph
const noted: ExecutedOperation[] = []
beforeAll(async () => {
  graph = await startTestGraph(testSubgraphs, {
    policies: [authorize(), limitCost()],
    plugins: [noteUsage({ note: (executed) => void noted.push(executed) })],
  })
})
afterAll(() => graph.stop())
beforeEach(() => {
  noted.length = 0
})
const coordinates = () => noted.flatMap((executed) => executed.coordinates.map(({ coordinate }) => coordinate)).sort()

test('an operation counts as its client wrote it, with the fields that the viewer may not see', async () => {
  await graph.run('query A { user(id: "1") { name email } }')
  expect(noted).toMatchObject([{ operation: 'A', client: '', version: '' }])
  expect(coordinates()).toEqual(['Query.user', 'Query.user(id:)', 'User.email', 'User.name'])
})

test('an operation that is refused, or is none, does not count', async () => {
  for (const query of ['{ nothing }', '{ user(', '{ users(first: 90000) { friends { friends { name } } } }'])
    expect((await graph.run(query)).status).toBe(400)
  expect(noted).toEqual([])
})

test('an operation without a name is known by its hash, the same each time', async () => {
  await graph.run('{ public }')
  await graph.run('{ public }')
  await graph.run('{ public __typename }')
  const [first, second, third] = noted.map(({ operation }) => operation)
  expect(first).toMatch(/^#[0-9a-f]{12}$/)
  expect(second).toBe(first)
  expect(third).not.toBe(first)
})
