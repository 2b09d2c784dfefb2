import { expect, test } from 'vitest'
import { createWorkLimit } from './create-work-limit.ts'

test('runs two at a time in order, lets two wait, and refuses the next with RATE_LIMITED', async () => {
  const limit = createWorkLimit({ runningMax: 2, waitingMax: 2, what: 'sign-ins', retryAfterSeconds: 5 })
  const started: string[] = []
  const finish = new Map<string, () => void>()
  const run = (name: string) =>
    limit(async () => {
      started.push(name)
      await new Promise<void>((resolve) => finish.set(name, resolve))
    })
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(run)
  expect(started).toEqual(['a', 'b'])
  await expect(run('e')).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 5 } })
  finish.get('b')?.()
  await b
  expect(started).toEqual(['a', 'b', 'c'])
  finish.get('a')?.()
  finish.get('c')?.()
  await Promise.all([a, c])
  finish.get('d')?.()
  await d
  expect(started).toEqual(['a', 'b', 'c', 'd'])
})

test('gives the place on when work fails', async () => {
  const limit = createWorkLimit({ runningMax: 1, waitingMax: 1, what: 'sign-ins', retryAfterSeconds: 5 })
  const failing = limit(async () => {
    throw new Error('broken')
  })
  const next = limit(async () => 'done')
  await expect(failing).rejects.toThrow('broken')
  expect(await next).toBe('done')
})
