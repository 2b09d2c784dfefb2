import { expect, test } from 'vitest'
import { createTestContext } from '../../create-test-context.ts'
import { authorize } from '../authorize.ts'
import { readTestGraph } from '../read-test-graph.ts'
import { readTestRequest } from '../read-test-request.ts'
import { recheckAccess } from './recheck-access.ts'

const graph = readTestGraph(`
  type Query { a: Int }
  type Subscription { open: Int paid: Item @policy(policies: [["paid"], ["staff"]]) }
  type Item { id: ID extra: String @policy(policies: [["extra"]]) }
`)

async function subscribe(query: string, granted: Set<string>) {
  const policies = Object.fromEntries(['paid', 'staff', 'extra'].map((name) => [name, () => granted.has(name)]))
  const context = createTestContext()
  await authorize({ policies }).apply({ ...readTestRequest(query, graph), context })
  return { granted, check: () => recheckAccess(context.decisions) }
}

test('a subscription ends when a policy that let it begin no longer does', async () => {
  const { granted, check } = await subscribe('subscription { paid { id } }', new Set(['paid']))
  await check()
  granted.delete('paid')
  await expect(check()).rejects.toMatchObject({ extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } })
  // Another one may let it go on.
  granted.add('staff')
  await check()
})

test('what was refused from the beginning ends nothing, nor does what is granted later', async () => {
  const { granted, check } = await subscribe('subscription { paid { id extra } }', new Set(['paid']))
  await check()
  granted.add('extra')
  await check()
  const { check: checkOpen } = await subscribe('subscription { open }', new Set())
  await checkOpen()
})
