import { performance } from 'node:perf_hooks'
import { expect, test } from 'vitest'
import { createPasswordHasher } from './create-password-hasher.ts'

const hasher = createPasswordHasher({ cost: 4 })

test('knows the password again and no other', async () => {
  const hash = await hasher.hash('plover-kettle-97')
  expect(await hasher.verify('plover-kettle-97', hash)).toEqual({ isRight: true, needsRehash: false })
  expect(await hasher.verify('plover-kettle-98', hash)).toEqual({ isRight: false, needsRehash: false })
})

test('hashes at cost 12 when nothing else is said', async () => {
  expect(await createPasswordHasher().hash('plover-kettle-97')).toMatch(/^\$2b\$12\$/)
})

test('reads every character of a long password, beyond the 72 bytes of bcrypt and in several bytes each', async () => {
  for (const start of ['x'.repeat(72), 'ế'.repeat(30), 'x'.repeat(255)]) {
    const hash = await hasher.hash(`${start}a`)
    expect((await hasher.verify(`${start}a`, hash)).isRight).toBe(true)
    expect((await hasher.verify(`${start}b`, hash)).isRight).toBe(false)
    expect((await hasher.verify(start, hash)).isRight).toBe(false)
  }
})

test('is not ended by a NUL character', async () => {
  const hash = await hasher.hash('plover\0one')
  expect((await hasher.verify('plover\0two', hash)).isRight).toBe(false)
})

test('takes one password typed on two keyboards for the same', async () => {
  const hash = await hasher.hash('caf\u00e9-terrace')
  expect((await hasher.verify('cafe\u0301-terrace', hash)).isRight).toBe(true)
})

test('asks for a new hash after the right password at another cost', async () => {
  const hash = await createPasswordHasher({ cost: 5 }).hash('plover-kettle-97')
  expect(await hasher.verify('plover-kettle-97', hash)).toEqual({ isRight: true, needsRehash: true })
})

test.each([null, '', '!', 'plain text', '$2b$04$short'])('lets nobody in with the hash %j', async (hash) => {
  expect((await hasher.verify(hash ?? '', hash)).isRight).toBe(false)
})

test('takes as long for no account, a wrong password, and a wrong password against a cheaper hash', async () => {
  const slow = createPasswordHasher({ cost: 9 })
  const hash = await slow.hash('plover-kettle-97')
  const cheapHash = await hasher.hash('plover-kettle-97')
  const fastestMs = async (given: string | null) => {
    const times: number[] = []
    for (let run = 0; run < 7; run += 1) {
      const start = performance.now()
      await slow.verify('something else', given)
      times.push(performance.now() - start)
    }
    return Math.min(...times)
  }
  const wrongMs = await fastestMs(hash)
  // Without the remedy the first would take no time, the second a thirty-second part.
  for (const given of [null, cheapHash]) {
    const ratio = (await fastestMs(given)) / wrongMs
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1.7)
  }
})

test('leaves the event loop free while it hashes', async () => {
  const slow = createPasswordHasher({ cost: 10 })
  let isDone = false
  const hashing = slow.hash('plover-kettle-97').then(() => {
    isDone = true
  })
  let turns = 0
  while (!isDone) {
    turns += 1
    await new Promise(setImmediate)
  }
  await hashing
  expect(turns).toBeGreaterThan(10)
})
