import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { expect, it } from 'vitest'
import type { Chunk } from './chunk.ts'
import { chunkText } from './chunk-text.ts'
import { streamChunks } from './stream-chunks.ts'

const model = loadEmbeddingModel()
const paragraph =
  'The tenant gives notice in writing. The period is two months. The deposit comes back within 30 days, e.g. by transfer. Damage is deducted.\n\n'

it('gives the chunks of chunkText', async () => {
  const text = `# Notice\n\n${paragraph.repeat(40)}## More\n\n${paragraph.repeat(3)}`
  const streamed: Chunk[] = []
  for await (const chunk of streamChunks(text, {}, model)) streamed.push(chunk)
  expect(streamed).toEqual(chunkText(text, {}, model).chunks)
})

const strangeWords = Array.from({ length: 2_000 }, (_, i) => `${((i * 7919) % 100_003).toString(36)}qu`).join(' ')

it.each([
  ['one section', paragraph, 400],
  ['no paragraph', paragraph.trimEnd().concat(' '), 400],
  ['table rows', '| a room in the house | 900 |\n', 400],
  ['the shortest lines', 'a\n', 32],
  ['words that nobody knows and no sentence', `${strangeWords} `, 2_000],
])('lets others have their turn while it cuts a megabyte for three at once: %s', async (_, unit, maxTokens) => {
  const text = unit.repeat(Math.ceil(333_000 / unit.length))
  let turns = 0
  let isDone = false
  const others = (async () => {
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
    }
  })()
  const cut = async () => {
    let end = 0
    for await (const chunk of streamChunks(text, { maxTokens }, model)) end = chunk.end
    return end
  }
  const cpuFrom = process.cpuUsage()
  const ends = await Promise.all([cut(), cut(), cut()])
  const { user, system } = process.cpuUsage(cpuFrom)
  isDone = true
  await others
  expect(ends).toEqual([text.length, text.length, text.length])
  // CPU time a turn, so that a busy machine does not fail it.
  expect((user + system) / 1000 / turns).toBeLessThan(50)
})
