import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { expect, test } from 'vitest'
import { startTestGraph } from '../execution/start-test-graph.ts'
import { testSubgraphs } from '../execution/test-subgraphs.ts'
import { authorize } from './authorize.ts'
import { limitCost } from './limit-cost.ts'

test('plans are kept by what viewers lack, not by viewer', async () => {
  const lookups: string[] = []
  const graph = await startTestGraph(testSubgraphs, {
    policies: [authorize(), limitCost()],
    onPlan: (outcome) => lookups.push(outcome),
  })
  const as = (id: string, ...scopes: string[]): Viewer => ({ id, role: 'USER', scopes, sessionId: null })
  const run = async (viewer: Viewer | null) => {
    lookups.length = 0
    const { data } = await graph.run('{ user(id: 1) { name phone } }', { viewer })
    const user = data?.user as { readonly phone: string | null } | undefined
    return [lookups.join(), user?.phone]
  }
  try {
    expect(await run(null)).toEqual(['miss', null])
    expect(await run(null)).toEqual(['hit', null])
    // What they lack has another message, and the same document.
    expect(await run(as('1'))).toEqual(['hit', null])
    expect(await run(as('2', 'other'))).toEqual(['hit', null])
    expect(await run(as('3', 'phone:read'))).toEqual(['miss', '1'])
    expect(await run(as('4', 'phone:read', 'more'))).toEqual(['hit', '1'])
    expect(await run(null)).toEqual(['hit', null])
  } finally {
    await graph.stop()
  }
})
