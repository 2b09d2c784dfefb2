import { expect, test } from 'vitest'
import { createMemoryCacheStore } from './create-memory-cache-store.ts'

const value = (text: string) => ({ text, storedAtMs: 0, expiresAtMs: 1_000 })

test('values never take more memory than they may: what was used longest ago goes', async () => {
  const store = createMemoryCacheStore({ bytesMax: 100_000, nowMs: () => 0 })
  const text = 'x'.repeat(1_000)
  for (let index = 0; index < 1_000; index++)
    await store.setMany([{ key: `key${index}`, tags: [`tag${index}`], value: value(text) }], 0)
  const keys = Array.from({ length: 1_000 }, (_, index) => `key${index}`)
  const { values } = await store.getMany(keys)
  const kept = values.filter((each) => each !== null)
  expect(kept.length * 2_000).toBeLessThan(100_000)
  expect(kept.length).toBeGreaterThan(20)
  expect(values.at(-1)).not.toBeNull()
})

test('what is larger than all there is is not kept', async () => {
  const store = createMemoryCacheStore({ bytesMax: 10_000, nowMs: () => 0 })
  await store.setMany([{ key: 'a', tags: [], value: value('x'.repeat(10_000)) }], 0)
  expect((await store.getMany(['a'])).values).toEqual([null])
})

test('a tag whose mark had to make room takes its values with it, and old fetches cannot bring them back', async () => {
  const store = createMemoryCacheStore({ bytesMax: 10_000, nowMs: () => 0 })
  const { moment } = await store.getMany([])
  await store.setMany([{ key: 'a', tags: ['t'], value: value('old') }], moment ?? 0)
  await store.invalidate(['t'])
  await store.invalidate(Array.from({ length: 100 }, (_, index) => `other${index}`))
  expect((await store.getMany(['a'])).values).toEqual([null])
  expect(await store.setMany([{ key: 'a', tags: ['t'], value: value('old') }], moment ?? 0)).toBe(0)
  const later = await store.getMany(['a'])
  expect(await store.setMany([{ key: 'b', tags: ['t'], value: value('new') }], later.moment ?? 0)).toBe(1)
  expect((await store.getMany(['a', 'b'])).values).toEqual([null, value('new')])
})

test('tells under how many tags something was kept', async () => {
  const store = createMemoryCacheStore({ bytesMax: 10_000, nowMs: () => 0 })
  await store.setMany([{ key: 'a', tags: ['t', 'u'], value: value('x') }], 0)
  expect(await store.invalidate(['t', 'u', 'v'])).toBe(2)
})
