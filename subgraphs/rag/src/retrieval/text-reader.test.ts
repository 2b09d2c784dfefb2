import { analyze } from '@ree-ai/kit/language/analyze'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { expect, test } from 'vitest'
import { readAnswerable } from './read-answerable.ts'
import { createTextReader } from './text-reader.ts'

const model = loadEmbeddingModel()
const text = '# Notice\n\nWhen?   \n\nThe tenant gives notice in writing.  The period is two months.\n'

test('a text is read once as long as it is kept, and again when others took its place', () => {
  const reader = createTextReader(model, 2 * (text.length + 10))
  const first = reader.text(text)
  expect(reader.text(`${text}`)).toBe(first)
  reader.text('Another text of some length.')
  expect(reader.text(text)).not.toBe(first)
  expect(reader.text(text)).toEqual(first)
})

test('what stands in the memory is what reading the sentences by themselves gives', () => {
  const { answerable } = createTextReader(model).text(text)
  expect(answerable.map(({ start, end }) => text.slice(start, end))).toEqual(
    readAnswerable(text).map(({ start, end }) => text.slice(start, end)),
  )
  expect(answerable).toHaveLength(2)
  for (const { start, end, phrase } of answerable) {
    const sentence = text.slice(start, end)
    expect(phrase.vector).toEqual(embed(model, sentence))
    expect([...phrase.terms]).toEqual([...new Set(analyze(sentence))])
  }
})
