import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTurns } from './create-turns.ts'

function createGate() {
  const open: (() => void)[] = []
  return { wait: () => new Promise<void>((resolve) => open.push(resolve)), open }
}

test('a request with many aliases stands in line once: another comes after one of them, not after all', async () => {
  const turns = createTurns({ runningMax: 1 })
  const seen: string[] = []
  const piece = (name: string) => async () => {
    await setImmediate()
    seen.push(name)
  }
  const flood = turns()
  const other = turns()
  await Promise.all([...[1, 2, 3, 4].map((n) => flood(`${n}`, piece(`flood ${n}`))), other('a', piece('other'))])
  expect(seen.indexOf('other')).toBeLessThanOrEqual(1)
})

test('the same question in one request is answered once', async () => {
  const work = createTurns()()
  let count = 0
  const ask = () => work('same', async () => ++count)
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
})

test('beyond those that run and those that wait one more is refused with RATE_LIMITED, and later ones are let in again', async () => {
  const turns = createTurns({ runningMax: 1, waitingMax: 1 })
  const gate = createGate()
  const first = turns()('a', gate.wait)
  const second = turns()('b', async () => 'second')
  await setImmediate()
  await expect(turns()('c', async () => 'third')).rejects.toMatchObject({
    extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 2 },
  })
  gate.open[0]?.()
  await first
  expect(await second).toBe('second')
  expect(await turns()('d', async () => 'fourth')).toBe('fourth')
})

test('a piece that fails gives its place on and leaves the rest of its request to go on', async () => {
  const turns = createTurns({ runningMax: 1 })
  const work = turns()
  await expect(work('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(await work('b', async () => 1)).toBe(1)
})
