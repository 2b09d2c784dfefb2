import type { GatewayExecutionResult, GatewayExecutor } from '@apollo/server-gateway-interface'
import { buildSchema, type GraphQLSchema } from 'graphql'
import { expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import type { RunningGateway } from '../execution/create-gateway.ts'
import { composeTestSupergraph } from '../execution/start-test-graph.ts'
import { countOperations } from './count-operations.ts'
import { createConnections } from './create-connections.ts'
import { createGenerations } from './create-generations.ts'
import { createTestSchedule } from './sources/create-test-schedule.ts'
import type { Supergraph } from './supergraph.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const compose = (name: string) => composeTestSupergraph({ [name]: { typeDefs: `type Query { ${name}: Int }` } })

/** Generations over a gateway that does what it is told, with a source that is fed by hand. */
async function start(execute: GatewayExecutor = async () => ({ data: {} })) {
  const timers = createTestSchedule()
  const closed: string[] = []
  const updates: string[] = []
  const schemas: GraphQLSchema[] = []
  const listeners: ((context: { apiSchema: GraphQLSchema; coreSupergraphSdl: string }) => void)[] = []
  let gate: Promise<unknown> = Promise.resolve()
  let offer: (sdl: string) => Promise<void> = async () => {}
  const name = ({ subgraphs }: Supergraph) => subgraphs.map((subgraph) => subgraph.name).join()
  const gateway: RunningGateway = {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.push(listener)
      return () => {}
    },
    load: async () => ({ executor: execute }),
    stop: async () => {},
    getRules: () => ({ fields: new Map(), types: new Map() }),
    async update(supergraph) {
      await gate
      updates.push(name(supergraph))
      const apiSchema = buildSchema('type Query { a: Int }')
      schemas.push(apiSchema)
      for (const listener of listeners) {
        try {
          listener({ apiSchema, coreSupergraphSdl: '' })
        } catch {
          // As `@apollo/gateway` does.
        }
      }
    },
  }
  const generations = createGenerations({
    source: {
      description: 'a test',
      isLocal: true,
      load: async () => compose('first'),
      watch(onChange) {
        offer = onChange
        return () => {}
      },
    },
    gateway,
    connections: createConnections((subgraph) => ({ close: async () => void closed.push(subgraph.name) })),
    check: async () => {},
    counts: countOperations(),
    drainMs: 1_000,
    schedule: timers.schedule,
    logger: silent,
    nowMs: () => 0,
  })
  const { executor } = await generations.gateway.load({ apollo: {} })
  await generations.load()
  generations.start()
  return {
    generations,
    updates,
    closed,
    timers,
    offer: (sdl: string) => offer(sdl),
    hold() {
      let release = () => {}
      gate = new Promise<void>((resolve) => {
        release = resolve
      })
      return release
    },
    run: (context = createTestContext()) =>
      executor?.({
        schema: schemas.at(-1),
        source: '{ a }',
        queryHash: 'a',
        operationName: null,
        context,
      } as never),
  }
}

test('supergraphs go live one at a time, and of those that wait only the latest', async () => {
  const { generations, updates, offer, hold } = await start()
  const release = hold()
  const offers = ['second', 'third', 'fourth'].map((name) => offer(compose(name)))
  release()
  await Promise.all(offers)
  expect(updates).toEqual(['first', 'second', 'fourth'])
  expect([...generations.connected().keys()]).toEqual(['fourth'])
})

test('one that Apollo Server refuses is taken back', async () => {
  const { generations, updates, closed, offer } = await start()
  let isRefusing = true
  generations.gateway.onSchemaLoadOrUpdate(() => {
    if (!isRefusing) return
    isRefusing = false
    throw new Error('not a schema')
  })
  await offer(compose('second'))
  expect(updates).toEqual(['first', 'second', 'first'])
  expect(generations.status()).toMatchObject({ state: 'stale', fault: 'not a schema' })
  expect([[...generations.connected().keys()], closed]).toEqual([['first'], ['second']])
})

test('a subgraph that is gone stays connected until the last operation that may ask it has ended', async () => {
  let finish = () => {}
  const running = new Promise<GatewayExecutionResult>((resolve) => {
    finish = () => resolve({ data: {} })
  })
  const { run, offer, closed, timers } = await start(() => running)
  const operation = run()
  await offer(compose('second'))
  expect(timers.delays()).toEqual([1_000])
  await timers.fire()
  expect(closed).toEqual([])
  finish()
  await operation
  expect(closed).toEqual(['first'])
})

test('events count as an operation until there are no more, also when the client leaves', async () => {
  for (const leaves of [false, true]) {
    const context = createTestContext()
    const { run, offer, closed, timers } = await start(async () => {
      context.decisions.events = (async function* () {
        yield { data: { a: 1 } }
      })()
      return {}
    })
    await run(context)
    const events = context.decisions.events
    expect(await events?.next()).toEqual({ done: false, value: { data: { a: 1 } } })
    await offer(compose('second'))
    await timers.fire()
    expect(closed).toEqual([])
    await (leaves ? events?.return(undefined) : events?.next())
    expect(closed).toEqual(['first'])
  }
})

test('an operation that fails is over too', async () => {
  const { run, offer, closed, timers } = await start(async () => {
    throw new Error('failed')
  })
  await expect(run()).rejects.toThrow('failed')
  await offer(compose('second'))
  await timers.fire()
  expect(closed).toEqual(['first'])
})
