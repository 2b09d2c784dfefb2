import { Trace } from '@apollo/usage-reporting-protobuf'
import { buildSchema } from 'graphql'
import { Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { createRouterMetrics } from './create-router-metrics.ts'
import { decodeResolverTrace } from './decode-resolver-trace.ts'
import { observeResolvers } from './observe-resolvers.ts'

const encode = (root: Trace.INode) => Buffer.from(Trace.encode(Trace.create({ root })).finish()).toString('base64')
const run = (parentType: string, responseName: string, more: Trace.INode = {}): Trace.INode => ({
  parentType,
  responseName,
  startTime: 1_000_000,
  endTime: 3_000_000,
  ...more,
})

test('each resolver of a trace is told with its field, time and errors, also below lists', () => {
  const root = {
    child: [
      run('Query', 'all', { originalFieldName: 'users', child: [{ index: 0, child: [run('User', 'name')] }] }),
      run('Query', 'me', { error: [{ message: 'x' }] }),
    ],
  }
  const timings = decodeResolverTrace('users', encode(root))
  expect(timings).toContainEqual({
    subgraph: 'users',
    parentType: 'Query',
    field: 'users',
    durationMs: 2,
    hasError: false,
  })
  expect(timings).toContainEqual({ subgraph: 'users', parentType: 'Query', field: 'me', durationMs: 2, hasError: true })
  expect(timings.map(({ field }) => field).sort()).toEqual(['me', 'name', 'users'])
})

test.each([
  undefined,
  5,
  '',
  'nonsense',
  '%%%%',
  Buffer.from('garbage '.repeat(50)).toString('base64'),
  'A'.repeat(9_000_000),
])('what is no trace (%#) tells nothing and fails nothing', (ftv1) => {
  expect(decodeResolverTrace('users', ftv1)).toEqual([])
})

test('a trace that is nested without end, or has resolvers without end, is bounded', () => {
  let bytes = Buffer.alloc(0)
  // Node.child is field 12, of a length that is written as a varint.
  for (let depth = 0; depth < 3_000; depth += 1)
    bytes = Buffer.concat([Buffer.from([0x62]), varint(bytes.length), bytes])
  const deep = Buffer.concat([Buffer.from([0x72]), varint(bytes.length), bytes]).toString('base64')
  expect(decodeResolverTrace('users', deep)).toEqual([])
  const wide = encode({ child: Array.from({ length: 20_000 }, () => run('Query', 'me')) })
  expect(decodeResolverTrace('users', wide)).toHaveLength(10_000)
})

test('names that are not in the schema share one series, so that no subgraph can fill the metrics', async () => {
  const registry = new Registry()
  const metrics = createRouterMetrics(registry)
  const resolvers = observeResolvers(metrics)
  resolvers.useSchema(buildSchema('type Query { me: User } type User { name: String }'))
  for (let index = 0; index < 500; index += 1)
    resolvers.observe(
      'users',
      encode({ child: [run(`Type${index}`, 'x'), run('User', `field${index}`), run('User', 'name')] }),
    )
  resolvers.observe(
    'users',
    encode({ child: [run('Query', '_entities'), run('Query', 'toString'), run('__proto__', 'x')] }),
  )
  const { values } = await metrics.resolvers.get()
  expect(values.map(({ labels, value }) => `${labels.type}.${labels.field} ${value}`).sort()).toEqual([
    'Query._entities 1',
    'User.name 500',
    'other.other 1002',
  ])
})

function varint(value: number): Buffer {
  const bytes: number[] = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) + 128)
  }
}
