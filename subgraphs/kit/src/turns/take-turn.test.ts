import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { takeTurn } from './take-turn.ts'

it('gives one step a turn of the event loop, in the order asked, however many wait', async () => {
  const seen: string[] = []
  const work = (name: string) => async () => {
    for (let step = 1; step <= 2; step++) {
      await takeTurn()
      seen.push(`${name}${step}`)
    }
  }
  const others = (async () => {
    for (let turn = 0; turn < 4; turn++) {
      await setImmediate()
      seen.push('request')
    }
  })()
  await Promise.all([work('a')(), work('b')(), others])
  expect(seen.filter((entry) => entry !== 'request')).toEqual(['a1', 'b1', 'a2', 'b2'])
  // Never two steps without a turn for requests between them.
  expect(seen.join(' ')).not.toMatch(/[ab]\d [ab]\d/)
})
