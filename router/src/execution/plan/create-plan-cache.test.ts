import { expect, test } from 'vitest'
import { createPlanCache } from './create-plan-cache.ts'

test('a plan is made once for all who ask at the same time, and kept', async () => {
  const outcomes: string[] = []
  const cache = createPlanCache<object>({ bytesMax: 100, onLookup: (outcome) => outcomes.push(outcome) })
  let made = 0
  const make = async () => ({ plan: { number: ++made }, bytes: 10 })
  const [one, two] = await Promise.all([cache.get('a', make), cache.get('a', make)])
  expect([one, two, await cache.get('a', make)]).toEqual([{ number: 1 }, { number: 1 }, { number: 1 }])
  expect(outcomes).toEqual(['miss', 'shared', 'hit'])
})

test('it never holds more bytes than it may, and forgets what was not used for longest', async () => {
  const cache = createPlanCache<object>({ bytesMax: 100 })
  let made = 0
  const ask = (key: string) => cache.get(key, async () => ({ plan: { number: ++made }, bytes: 30 }))
  for (const key of ['a', 'b', 'c', 'a', 'd']) await ask(key)
  expect(cache.bytes()).toBeLessThanOrEqual(100)
  await ask('a')
  expect(made).toBe(4)
  await ask('b')
  expect(made).toBe(5)
})

test('a failure is not kept', async () => {
  const cache = createPlanCache<object>({ bytesMax: 100 })
  await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await cache.get('a', async () => ({ plan: { ok: true }, bytes: 1 }))).toEqual({ ok: true })
})
