import { expect, test } from 'vitest'
import { createMemoryCounters } from './create-memory-counters.ts'

function create(keysMax: number) {
  const clock = { nowMs: 1_000 }
  const counters = createMemoryCounters({ nowMs: () => clock.nowMs, keysMax })
  return { clock, counters, add: (key: string, windowMs = 60_000) => counters.add(key, 1, windowMs) }
}

test('a window begins with the first use and ends on the millisecond', async () => {
  const { clock, add } = create(10)
  expect(await add('a')).toEqual({ total: 1, resetMs: 60_000 })
  clock.nowMs += 59_999
  expect(await add('a')).toEqual({ total: 2, resetMs: 1 })
  clock.nowMs += 1
  expect(await add('a')).toEqual({ total: 1, resetMs: 60_000 })
})

test('who was refused does not reset his count by making up keys, however many', async () => {
  const { add } = create(100)
  for (let uses = 0; uses < 4; uses++) await add('login of a victim')
  for (let keys = 0; keys < 100_000; keys++) await add(`made up ${keys}`)
  expect((await add('login of a victim')).total).toBe(5)
})

test('keeps no more keys than it may: of those used once the oldest of the shortest window goes', async () => {
  const { add } = create(3)
  await add('day', 86_400_000)
  await add('first')
  await add('second')
  await add('third')
  expect((await add('second')).total).toBe(2)
  expect((await add('third')).total).toBe(2)
  expect((await add('day', 86_400_000)).total).toBe(2)
  expect((await add('first')).total).toBe(1)
})

test('memory does not grow with time, nor beyond its bound', async () => {
  const { clock, counters, add } = create(1_000)
  for (let keys = 0; keys < 500; keys++) for (let uses = 0; uses <= keys % 3; uses++) await add(`key ${keys}`)
  expect(counters.countKeys()).toBe(500)
  clock.nowMs += 60_000
  await add('later')
  expect(counters.countKeys()).toBe(1)
  for (let keys = 0; keys < 5_000; keys++) await add(`key ${keys}`)
  for (let keys = 0; keys < 5_000; keys++) for (const use of [1, 2]) await add(`again ${keys % (use * 5_000)}`, 1_000)
  expect(counters.countKeys()).toBe(1_000)
})

test('forgets what has ended before it forgets what has not', async () => {
  const { clock, add } = create(3)
  for (const key of ['a', 'a', 'b', 'b']) await add(key, 1_000)
  await add('kept')
  clock.nowMs += 1_000
  for (const key of ['c', 'd']) await add(key, 1_000)
  expect((await add('kept')).total).toBe(2)
  expect((await add('a', 1_000)).total).toBe(1)
})
