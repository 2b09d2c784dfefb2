import { GraphQLError } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Decisions } from '../context.ts'
import type { Representation, Subgraph, SubgraphAnswer, SubgraphRequest } from '../execution/subgraph.ts'
import { combinePolicies } from './cache-policy.ts'
import type { CacheRules } from './cache-rules.ts'
import { type CachedValue, type CacheEntry, type CacheMoment, type CacheStore, tagsMax } from './cache-store.ts'
import { type CacheKeys, createCacheKeys } from './create-cache-keys.ts'
import { listEntityTags } from './list-entity-tags.ts'
import { mergeEntities } from './merge-entities.ts'
import { readCacheControl } from './read-cache-control.ts'
import { readTags } from './read-tags.ts'

export interface CacheOptions {
  readonly store: CacheStore
  readonly rules: CacheRules
  /** The longest that anything is kept. */
  readonly secondsMax: number
  readonly nowMs: () => number
  /** Hears of answers and entities that were looked up, kept, and of tags invalidated. */
  readonly onUse?: (event: 'hit' | 'miss' | 'store' | 'invalidation', count: number) => void
}

/** Operations that have changed something: from there on they see what is, not what was kept. */
const changing = new WeakSet<Decisions>()

const hopelessMs = 60_000

/** What was found, and whether it is the viewer's alone. */
interface Hit {
  readonly value: CachedValue
  readonly isPrivate: boolean
}

/**
 * Keeps a subgraph's answers to queries as its `Cache-Control` allows: what is `public` for all, the rest for the viewer alone,
 * and for nobody when nobody is signed in. Of `_entities` each is kept by itself and the missing ones are fetched together. Nothing
 * is kept of an answer with errors, and no null entity; operations that are mutations neither read nor write.
 *
 * Each entry has the tags `subgraph:<name>`, `type:<Type>` of all types it may hold, `entity:<Type>:<key>` of the entities it names by
 * type and key, and those of `extensions.cacheTags`. A mutation's `extensions.invalidatesCache` invalidates tags before it is answered.
 */
export function cacheAnswers(subgraph: Subgraph, options: CacheOptions): Subgraph {
  const { store, rules, nowMs, onUse } = options
  let ownMoment = 0
  /** Operations whose answers may not be kept, until when that is believed: looking for them would be for nothing. */
  const hopeless = new LRUCache<string, number>({ max: 5_000 })

  async function change(request: SubgraphRequest): Promise<SubgraphAnswer> {
    changing.add(request.context.decisions)
    const answer = await subgraph.send(request)
    const tags = readTags(answer.extensions.invalidatesCache)
    // What cannot be read must not leave anything behind that is old.
    const invalid = tags ?? [`subgraph:${subgraph.name}`]
    if (invalid.length > 0) {
      onUse?.('invalidation', invalid.length)
      await store.invalidate(invalid)
    }
    return answer
  }

  async function look(request: SubgraphRequest): Promise<SubgraphAnswer> {
    const keys = createCacheKeys(subgraph.name, rules.generation, request)
    const { found, moment } = await find(keys)
    const missing = keys.flatMap((_each, index) => (found[index] ? [] : [index]))
    const hits = keys.length - missing.length
    if (hits > 0) onUse?.('hit', hits)
    if (missing.length > 0) onUse?.('miss', missing.length)
    for (const hit of found) if (hit !== null) noteHit(request, hit)
    // What began before an invalidation is not shared with who asks after it.
    const sent = { ...request, ...(moment === null ? {} : { cacheMoment: moment }) }
    const { representations } = request
    if (representations === null) {
      const [hit] = found
      if (hit) return toAnswer(JSON.parse(hit.value.text))
      const answer = await subgraph.send(sent)
      keep(request, answer, moment, [{ keys: keys[0], data: answer.data, representation: null }])
      return answer
    }
    if (missing.length === 0) return toAnswer({ _entities: found.map(readHit) })
    const asked = missing.flatMap((index) => representations[index] ?? [])
    const answer = await fetchMissing({ ...sent, representations: asked }, hits > 0)
    const fetched: unknown = answer.data?._entities
    const isComplete = Array.isArray(fetched) && fetched.length === asked.length
    if (isComplete) {
      const parts = fetched.map((data: unknown, position) => ({
        keys: keys[missing[position] ?? -1],
        data,
        representation: asked[position] ?? null,
      }))
      keep(request, answer, moment, parts)
    }
    return hits === 0 ? answer : mergeEntities(answer, found.map(readHit), missing, isComplete ? fetched : [])
  }

  /** Where something was found already, a failure costs the missing entities alone. */
  async function fetchMissing(request: SubgraphRequest, hasOthers: boolean): Promise<SubgraphAnswer> {
    try {
      return await subgraph.send(request)
    } catch (error) {
      if (!hasOthers || !(error instanceof GraphQLError)) throw error
      const { message, extensions } = error
      return { data: null, errors: [{ message, extensions }], extensions: {}, cacheControl: null }
    }
  }

  async function find(keys: readonly CacheKeys[]) {
    // Whether the answer is the viewer's alone is known only once there is one.
    const { values, moment } = await store.getMany(
      keys.flatMap(({ own, shared }) => (own === null ? [shared] : [own, shared])),
    )
    let position = 0
    const next = () => values[position++] ?? null
    const found = keys.map(({ own }): Hit | null => {
      const ofViewer = own === null ? null : next()
      const ofAll = next()
      if (ofViewer !== null) return { value: ofViewer, isPrivate: true }
      return ofAll === null ? null : { value: ofAll, isPrivate: false }
    })
    return { found, moment }
  }

  function noteHit({ context: { decisions } }: SubgraphRequest, { value, isPrivate }: Hit): void {
    const now = nowMs()
    decisions.caching = combinePolicies(decisions.caching, {
      remainingSeconds: Math.max(0, Math.floor((value.expiresAtMs - now) / 1000)),
      ageSeconds: Math.max(0, Math.floor((now - value.storedAtMs) / 1000)),
      isPrivate,
    })
  }

  function keep(
    request: SubgraphRequest,
    answer: SubgraphAnswer,
    moment: CacheMoment | null,
    parts: readonly {
      readonly keys: CacheKeys | undefined
      readonly data: unknown
      readonly representation: Representation | null
    }[],
  ): void {
    const policy = readCacheControl(answer.cacheControl, options.secondsMax)
    const given = readTags(answer.extensions.cacheTags)
    if (answer.errors.length > 0) return
    if (policy.remainingSeconds === 0) hopeless.set(request.query, nowMs() + hopelessMs)
    if (policy.remainingSeconds === 0 || moment === null || given === null) return
    const storedAtMs = nowMs()
    const expiresAtMs = storedAtMs + policy.remainingSeconds * 1000
    const shared = [
      `subgraph:${subgraph.name}`,
      ...rules.listTypes(request.query).map((type) => `type:${type}`),
      ...given,
    ]
    const entries = parts.flatMap(({ keys, data, representation }): CacheEntry[] => {
      const key = policy.isPrivate ? keys?.own : keys?.shared
      if (!key || data === null || data === undefined) return []
      const tags = [...new Set([...shared, ...listEntityTags([representation, data], rules)])]
      if (tags.length > tagsMax) return []
      return [{ key, tags, value: { text: JSON.stringify(data), storedAtMs, expiresAtMs } }]
    })
    if (entries.length === 0) return
    // Nobody waits for it.
    store.setMany(entries, moment).then((count) => count > 0 && onUse?.('store', count))
  }

  return {
    ...subgraph,
    async send(request) {
      if (request.kind === 'mutation') return change(request)
      if (request.kind !== 'query') return subgraph.send(request)
      // A moment of its own: it shares no request that may have begun before the change.
      if (changing.has(request.context.decisions)) return subgraph.send({ ...request, cacheMoment: --ownMoment })
      if ((hopeless.get(request.query) ?? 0) > nowMs()) return subgraph.send(request)
      return look(request)
    },
  }
}

function toAnswer(data: Readonly<Record<string, unknown>>): SubgraphAnswer {
  return { data, errors: [], extensions: {}, cacheControl: null }
}

function readHit(hit: Hit | null): unknown {
  return hit === null ? null : JSON.parse(hit.value.text)
}
