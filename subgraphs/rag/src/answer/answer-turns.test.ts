import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startRag, type TestRag } from '../testing/start-rag.ts'

const passages = Array.from({ length: 60 }, (_, passage) =>
  Array.from(
    { length: 60 },
    (_, line) =>
      `The tenant of house ${passage * 100 + line} pays ${line + 7} euros a month for heating room ${passage}.`,
  ).join(' '),
)

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
  await rag.ask('mutation ($input: IndexDocumentInput!) { indexDocument(input: $input) { id } }', {
    input: { title: 'Heating', body: `${passages.join('\n\n')}\n\n` },
  })
  await rag.rag.syncNow()
})
afterAll(() => rag.close())

test('lets others have their turn while twenty questions are answered from texts that were never read before', async () => {
  let isDone = false
  const turnsMs: number[] = []
  const others = (async () => {
    while (!isDone) {
      // CPU time, so that a busy machine does not fail it.
      const from = process.cpuUsage()
      await setImmediate()
      const { user, system } = process.cpuUsage(from)
      turnsMs.push((user + system) / 1000)
    }
  })()
  const questions = Array.from({ length: 20 }, (_, n) => `What does the tenant of house ${n + 100} pay for heating?`)
  const aliases = questions.map((question, n) => `a${n}: answer(question: ${JSON.stringify(question)}) { text }`)
  const { data } = await rag.ask<Record<string, { text: string }>>(`{ ${aliases.join(' ')} }`)
  isDone = true
  await others
  expect(Object.values(data).every(({ text }) => text.includes('euros a month'))).toBe(true)
  const longest = turnsMs.sort((a, b) => b - a)
  // The work itself is far longer than any wait for it.
  expect(longest.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(8 * (longest[0] ?? 0))
})
