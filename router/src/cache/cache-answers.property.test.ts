import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import { createTestRequest } from '../execution/fetch/create-test-request.ts'
import { shareQueries } from '../execution/fetch/share-queries.ts'
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../execution/subgraph.ts'
import { type CacheOptions, cacheAnswers } from './cache-answers.ts'
import type { CacheStore } from './cache-store.ts'
import { createMemoryCacheStore } from './create-memory-cache-store.ts'
import { readCacheRules } from './read-cache-rules.ts'

const ids = ['a', 'b']
const viewers = [null, '1', '2'] as const
const supergraphSdl = `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5") { query: Query }
  type Query { item: Item }
  type Item @join__type(graph: ITEMS, key: "id") { id: ID! }
`

type Step =
  | {
      readonly kind: 'ask'
      readonly viewer: (typeof viewers)[number]
      readonly ids: readonly string[]
      readonly isRoot: boolean
    }
  | { readonly kind: 'answer'; readonly which: number }
  | { readonly kind: 'change'; readonly id: string; readonly by: 'mutation' | 'operator' | 'type' }
  | { readonly kind: 'pass'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      viewer: fc.constantFrom(...viewers),
      ids: fc.uniqueArray(fc.constantFrom(...ids), { minLength: 1 }),
      isRoot: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      id: fc.constantFrom(...ids),
      by: fc.constantFrom('mutation' as const, 'operator' as const, 'type' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(8_000) }) },
)

/** What the subgraph says of one entity: whose answer it is, and how often the entity had changed when it was read. */
interface Value {
  readonly id: string
  readonly forViewer: string | null
  readonly isPrivate: boolean
  readonly version: number
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A subgraph whose answers are read when it is asked and given when the test says so, behind sharing and the cache. */
function createWorld(store: CacheStore, nowMs: () => number, onUse: CacheOptions['onUse']) {
  const versions = new Map(ids.map((id) => [id, 0]))
  const waiting: (() => void)[] = []
  let asks = 0
  const read = (
    id: string,
    { context }: SubgraphRequest,
    isPrivate: boolean,
  ): Value & { readonly __typename: string } => ({
    __typename: 'Item',
    id,
    forViewer: isPrivate ? (context.viewer?.id ?? null) : null,
    isPrivate,
    version: versions.get(id) ?? 0,
  })
  const base: Subgraph = {
    name: 'items',
    send(request) {
      if (request.kind === 'mutation') {
        const tags = request.variables.tags as string[]
        return Promise.resolve(toAnswer({}, null, { invalidatesCache: tags }))
      }
      // Public or private, as it happens: the cache cannot know beforehand.
      const isPrivate = asks++ % 2 === 0
      const control = isPrivate ? 'max-age=5, private' : 'max-age=5, public'
      const data = request.representations
        ? { _entities: request.representations.map(({ id }) => read(String(id), request, isPrivate)) }
        : { item: read(String(request.variables.id), request, isPrivate) }
      return new Promise((resolve) => waiting.push(() => resolve(toAnswer(data, control, {}))))
    },
    subscribe: () => Promise.reject(new Error('not asked in this test')),
  }
  const rules = readCacheRules(supergraphSdl)
  const subgraph = cacheAnswers(shareQueries(base), { store, rules, secondsMax: 3_600, nowMs, onUse })
  const results: Promise<void>[] = []

  function ask({ viewer, ids: asked, isRoot }: Extract<Step, { kind: 'ask' }>): void {
    const context = createTestContext({
      viewer: viewer === null ? null : { id: viewer, role: 'USER', scopes: [], sessionId: 's' },
    })
    const oldest = new Map(versions)
    const [first = ''] = asked
    const request = isRoot
      ? createTestRequest({ query: 'query($id:ID!){item(id:$id){id}}', variables: { id: first }, context })
      : createTestRequest({
          query: 'query($representations:[_Any!]!){_entities(representations:$representations){... on Item{id}}}',
          representations: asked.map((id) => ({ __typename: 'Item', id })),
          context,
        })
    results.push(
      subgraph.send(request).then(({ data }) => {
        const values = (isRoot ? [data?.item] : data?._entities) as Value[]
        expect(values.map(({ id }) => id)).toEqual(isRoot ? [first] : asked)
        for (const value of values) {
          if (value.isPrivate) expect(value.forViewer).toBe(viewer)
          expect(value.version).toBeGreaterThanOrEqual(oldest.get(value.id) ?? 0)
        }
      }),
    )
  }

  async function change(id: string, by: 'mutation' | 'operator' | 'type'): Promise<void> {
    versions.set(id, (versions.get(id) ?? 0) + 1)
    const tags = [by === 'type' ? 'type:Item' : `entity:Item:{"id":"${id}"}`]
    if (by === 'mutation') await subgraph.send(createTestRequest({ kind: 'mutation', variables: { tags } }))
    else await store.invalidate(tags)
  }

  return {
    ask,
    change,
    answer: (which: number) => waiting.splice(which % Math.max(1, waiting.length), 1)[0]?.(),
    async finish() {
      for (let rounds = 0; waiting.length > 0 || rounds < 3; rounds++) {
        for (const go of waiting.splice(0)) go()
        await settle()
      }
      await Promise.all(results)
    },
  }
}

function toAnswer(data: Record<string, unknown>, cacheControl: string | null, extensions: object): SubgraphAnswer {
  return JSON.parse(JSON.stringify({ data, errors: [], extensions, cacheControl }))
}

test('whatever happens in whatever order, nobody sees what is another’s, nor what is older than an invalidation before they asked', async () => {
  let hits = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      let now = 0
      const store = createMemoryCacheStore({ bytesMax: 20_000, nowMs: () => now })
      const world = createWorld(
        store,
        () => now,
        (event, count) => {
          if (event === 'hit') hits += count
        },
      )
      for (const each of steps) {
        if (each.kind === 'ask') world.ask(each)
        else if (each.kind === 'answer') world.answer(each.which)
        else if (each.kind === 'change') await world.change(each.id, each.by)
        else now += each.ms
        await settle()
      }
      await world.finish()
    }),
    { numRuns: 120 },
  )
  // A cache that keeps nothing would pass, too.
  expect(hits).toBeGreaterThan(300)
})
