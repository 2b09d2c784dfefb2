import { analyze } from '@ree-ai/kit/language/analyze'
import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { describe, expect, it } from 'vitest'
import { createBm25Index } from './bm25-index.ts'
import { composeSearchedText } from './compose-searched-text.ts'
import { answerConfidenceMin, estimateConfidence } from './estimate-confidence.ts'
import { rerankPassages } from './rerank-passages.ts'
import { selectSentences } from './select-sentences.ts'
import { createTextReader, readPhrase } from './text-reader.ts'

const model = loadEmbeddingModel()
const reader = createTextReader(model)
const page = `# Deposits

- What may the landlord ask?
- When do I get the deposit back?

The landlord may ask two months of rent. It is kept by the board.

The deposit is paid back within 30 days after the keys are returned. Damage is deducted.
`
const outline = page.slice(0, page.indexOf('The landlord'))
const first = page.slice(page.indexOf('The landlord'), page.indexOf('The deposit'))
const second = page.slice(page.indexOf('The deposit'))
const other = 'Solar panels on a roof need no permission. They save electricity.'
const texts = [outline, first, second, other]
const index = createBm25Index(texts.map((text) => analyze(text)))
const question = 'When do I get the deposit back?'

function rank(asked: string) {
  const passages = texts.map((text, i) => ({
    key: String(i),
    text,
    headings: i === 2 ? ['Deposits', 'When do I get the deposit back?'] : ['Deposits'],
    score: 0.5,
    start: page.indexOf(text),
    source: 'deposits',
  }))
  const asks = embed(model, asked)
  return rerankPassages(readPhrase(model, asked), passages, { idf: index.idf, reader }).map((passage) => ({
    ...passage,
    cosine: cosine(asks, embed(model, passage.text)),
  }))
}

describe('rerankPassages', () => {
  it('puts the passage that answers before the list that only asks the question', () => {
    const keys = rank(question).map(({ key }) => key)
    expect(keys.indexOf('2')).toBeLessThan(keys.indexOf('0'))
    expect(keys[0]).toBe('2')
  })
})

describe('selectSentences', () => {
  const ofPage = rank(question).filter(({ start }) => start >= 0)
  const found = selectSentences(readPhrase(model, question), ofPage, 3, { idf: index.idf, reader })

  it('gives the sentence that answers first, with exact offsets into the source', () => {
    expect(found[0]?.text).toBe('The deposit is paid back within 30 days after the keys are returned.')
    for (const { text, start, end } of found) expect(page.slice(start, end)).toBe(text)
  })

  it('never answers with a question or a title, and says nothing twice', () => {
    const all = selectSentences(readPhrase(model, question), [...ofPage, ...ofPage], 20, {
      idf: index.idf,
      reader,
    }).map(({ text }) => text)
    expect(all.filter((text) => text.endsWith('?') || text.startsWith('#'))).toEqual([])
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('estimateConfidence', () => {
  it('is over the limit for a question that the sources answer and under it for others', () => {
    expect(estimateConfidence(question, rank(question), index.idf)).toBeGreaterThan(answerConfidenceMin)
    for (const asked of ['What is the capital of Australia?', 'How do I bake sourdough bread?', '?']) {
      expect(estimateConfidence(asked, rank(asked), index.idf)).toBeLessThan(answerConfidenceMin)
    }
    expect(estimateConfidence(question, [], index.idf)).toBe(0)
  })
})

describe('composeSearchedText', () => {
  it('puts each title once before the text', () => {
    expect(composeSearchedText('Deposits', ['Deposits', 'Limits', ''], 'Two months.')).toBe(
      'Deposits. Limits\n\nTwo months.',
    )
  })
})
