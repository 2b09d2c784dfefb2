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

it.each([
  ['one section', paragraph],
  ['no paragraph', paragraph.trimEnd().concat(' ')],
  ['table rows', '| a room in the house | 900 |\n'],
])('lets others have their turn while it cuts a megabyte: %s', async (_, unit) => {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length))
  let turns = 0
  let isDone = false
  const others = (async () => {
    while (!isDone) {
      await new Promise((resolve) => setImmediate(resolve))
      turns++
    }
  })()
  let end = 0
  const cpuFrom = process.cpuUsage()
  for await (const chunk of streamChunks(text, {}, model)) end = chunk.end
  const { user, system } = process.cpuUsage(cpuFrom)
  isDone = true
  await others
  expect(end).toBe(text.length)
  // CPU time a turn, so that a busy machine does not fail it.
  expect((user + system) / 1000 / turns).toBeLessThan(50)
})
