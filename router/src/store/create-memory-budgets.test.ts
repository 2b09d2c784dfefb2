import { expect, test } from 'vitest'
import { createMemoryBudgets } from './create-memory-budgets.ts'

const bucket = { maximum: 100, restorePerSecond: 10 }

function create(keysMax?: number) {
  const clock = { nowMs: 1_000 }
  return { clock, budgets: createMemoryBudgets({ nowMs: () => clock.nowMs, keysMax }) }
}

test('a bucket gives what it holds, says how long to wait, and fills on the millisecond', async () => {
  const { clock, budgets } = create()
  expect(await budgets.reserve('a', 90, bucket)).toEqual({ isGranted: true, available: 10, waitMs: 0 })
  expect(await budgets.reserve('a', 20, bucket)).toEqual({ isGranted: false, available: 10, waitMs: 1_000 })
  clock.nowMs += 999
  expect((await budgets.reserve('a', 20, bucket)).isGranted).toBe(false)
  clock.nowMs += 1
  expect(await budgets.reserve('a', 20, bucket)).toEqual({ isGranted: true, available: 0, waitMs: 0 })
  expect((await budgets.reserve('a', 101, bucket)).waitMs).toBe(Number.POSITIVE_INFINITY)
  clock.nowMs += 3_600_000
  expect(await budgets.settle('a', 0, bucket)).toBe(100)
})

test('settles to what was used: up to the maximum, or below zero', async () => {
  const { clock, budgets } = create()
  await budgets.reserve('a', 60, bucket)
  expect(await budgets.settle('a', 50, bucket)).toBe(90)
  expect(await budgets.settle('a', 50, bucket)).toBe(100)
  await budgets.reserve('a', 100, bucket)
  expect(await budgets.settle('a', -30, bucket)).toBe(-30)
  expect(await budgets.reserve('a', 10, bucket)).toEqual({ isGranted: false, available: -30, waitMs: 4_000 })
  clock.nowMs += 4_000
  expect((await budgets.reserve('a', 10, bucket)).isGranted).toBe(true)
})

test('a clock that goes back takes nothing', async () => {
  const { clock, budgets } = create()
  await budgets.reserve('a', 50, bucket)
  clock.nowMs -= 10_000
  expect(await budgets.settle('a', 0, bucket)).toBe(50)
})

test('who has emptied his bucket does not fill it by making up others, however many', async () => {
  const { budgets } = create(100)
  await budgets.reserve('emptied', 100, bucket)
  for (let keys = 0; keys < 20_000; keys++) await budgets.reserve(`made up ${keys}`, 5, bucket)
  expect((await budgets.reserve('emptied', 1, bucket)).isGranted).toBe(false)
})
