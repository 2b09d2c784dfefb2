import { countTokens } from '@ree-ai/kit/language/count-tokens'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { splitSentences } from '@ree-ai/kit/language/split-sentences'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ChunkOptions, chunkStrategies } from './chunk.ts'
import { chunkText } from './chunk-text.ts'

const model = loadEmbeddingModel()
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.lorem({ maxCount: 12, mode: 'sentences' }).map((text) => `${text} `) },
  {
    weight: 3,
    arbitrary: fc.constantFrom('\n', '\n\n', '\n\n\n', '\n# Title\n', '\n## Part\n\n', '\n**Bold**\n\n', '\r\n'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\n- item. two\n',
      '\n1. first:\n',
      '\n| a | b |\n|---|---|\n| c | d |\n',
      '\n```\nx. Y.\n```\n',
      '```\n',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '   ',
      '😀',
      '\ud83d',
      'x'.repeat(300),
      '。東京',
      '?! ',
      'St. James St. ',
      '|',
      '\u200b',
    ),
  },
)
const awkwardText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))
const anyOptions = fc.record({
  strategy: fc.constantFrom(...chunkStrategies),
  maxTokens: fc.integer({ min: 8, max: 120 }),
  overlapSentences: fc.integer({ min: 0, max: 3 }),
  similarityThreshold: fc.double({ min: 0, max: 1, noNaN: true }),
  adaptivePercentile: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
})
const runs = { numRuns: 250, seed: 7 }
const cut = (text: string, options: Partial<ChunkOptions> = {}) => chunkText(text, options, model).chunks

describe('chunkText, whatever the text and the options', () => {
  it('gives exact offsets, every character, the order and the limit of tokens', () => {
    fc.assert(
      fc.property(awkwardText, anyOptions, (text, options) => {
        let covered = 0
        let lastStart = -1
        for (const [i, chunk] of cut(text, options).entries()) {
          expect(chunk.index).toBe(i)
          expect(text.slice(chunk.start, chunk.end)).toBe(chunk.text)
          expect(chunk.start).toBeGreaterThan(lastStart)
          expect(chunk.start).toBeLessThanOrEqual(covered)
          expect(chunk.end).toBeGreaterThan(covered)
          expect(chunk.tokenCount).toBe(countTokens(chunk.text))
          expect(chunk.tokenCount).toBeLessThanOrEqual(options.maxTokens)
          expect(chunk.embedding).toHaveLength(384)
          covered = chunk.end
          lastStart = chunk.start
        }
        expect(covered).toBe(text.length)
      }),
      runs,
    )
  })

  it('repeats at most the sentences asked for, and none when none is asked for', () => {
    fc.assert(
      fc.property(awkwardText, anyOptions, (text, options) => {
        const starts = splitSentences(text).map(({ start }) => start)
        const chunks = cut(text, options)
        chunks.slice(1).forEach((chunk, i) => {
          const end = chunks[i]?.end ?? 0
          const repeated = starts.filter((start) => start >= chunk.start && start < end).length
          expect(repeated).toBeLessThanOrEqual(options.overlapSentences)
          if (chunk.start < end) expect(starts).toContain(chunk.start)
          if (options.overlapSentences === 0) expect(chunk.start).toBe(end)
        })
      }),
      runs,
    )
  })

  it('never splits a pair of surrogates', () => {
    for (const strategy of chunkStrategies) {
      for (const { text } of cut('😀'.repeat(500), { strategy, maxTokens: 9 }))
        expect(text).toMatch(/^(?:\ud83d\ude00)*$/)
    }
  })
})

describe('overlap', () => {
  const sentences = Array.from({ length: 40 }, (_, i) => `Sentence number ${i} is about the rent of the flat. `)

  it.each([1, 2, 3])('repeats the last %i sentences of the chunk before', (overlapSentences) => {
    const chunks = cut(sentences.join(''), { strategy: 'SENTENCE', maxTokens: 80, overlapSentences })
    expect(chunks.length).toBeGreaterThan(3)
    chunks.slice(1).forEach((chunk, i) => {
      const repeated = (chunks[i]?.end ?? 0) - chunk.start
      expect(chunk.text.slice(0, repeated).match(/Sentence/g)).toHaveLength(overlapSentences)
    })
  })

  it('does not reach over a heading', () => {
    const chunks = cut(`# A\n\n${sentences[0]}\n\n# B\n\n${sentences[1]}`, { overlapSentences: 2 })
    expect(chunks.map(({ text }) => text.slice(0, 3))).toEqual(['# A', '# B'])
  })
})

describe('Markdown', () => {
  const table = `| Kind | Most |\n|---|---|\n${'| Room in a shared home | one month of rent |\n'.repeat(8)}`
  const text = `# Deposits\n\nWhat may be asked.\n\n## How large\n\nThe limits are:\n\n${table}\n## Code\n\n\`\`\`\n${'let a = 1\n'.repeat(20)}\`\`\`\n\nAfter it.`

  it.each([
    'SENTENCE',
    'RECURSIVE',
    'SEMANTIC',
  ] as const)('begins a chunk with each heading and keeps tables and code whole: %s', (strategy) => {
    const chunks = cut(text, { strategy, maxTokens: 160, overlapSentences: 0 })
    for (const { text: part } of chunks) {
      expect(part.lastIndexOf('\n#')).toBe(-1)
      expect(part.trim()).not.toMatch(/^#+ .*$/)
    }
    expect(chunks.filter((chunk) => chunk.text.includes('|'))).toHaveLength(1)
    expect(chunks.find((chunk) => chunk.text.includes('|'))?.text).toContain('The limits are:')
    expect(chunks.filter((chunk) => chunk.text.includes('let a'))).toHaveLength(1)
  })

  it('cuts a table that is too large between its rows', () => {
    const chunks = cut(table, { maxTokens: 32, overlapSentences: 0 })
    expect(chunks.length).toBeGreaterThan(2)
    for (const chunk of chunks) expect(chunk.text).toMatch(/^\|[\s\S]*\|\n$/)
  })

  it('names the titles that a chunk lies under', () => {
    const paths = cut(text, { maxTokens: 160 }).map(({ headings }) => headings.join(' > '))
    expect(paths).toEqual(['Deposits', 'Deposits > How large', 'Deposits > Code'])
    expect(cut('# A\n## B\ntext\n# **C** `d`\nmore').map(({ headings }) => headings)).toEqual([['A', 'B'], ['C d']])
  })
})

describe('SEMANTIC', () => {
  const pets =
    'Dogs are allowed in the flat. A cat may be kept as well. Pets need the consent of the landlord. The dog must not disturb the neighbours. '
  const loan =
    'The bank lends up to four incomes. The interest of the mortgage is fixed for ten years. The loan is repaid in monthly instalments. Lenders check the income. '

  it('cuts where the subject changes', () => {
    const chunks = cut(pets + loan, { maxTokens: 200, overlapSentences: 0, minTokens: 20 })
    expect(chunks.map(({ start }) => start)).toContain(pets.length)
  })

  it('joins all at the threshold 0 and little at 1', () => {
    const text = (pets + loan).repeat(3)
    const count = (similarityThreshold: number) =>
      cut(text, { similarityThreshold, minTokens: 1, overlapSentences: 0 }).length
    expect(count(0)).toBe(1)
    expect(count(1)).toBeGreaterThan(count(0.75) - 1)
    expect(count(1)).toBeGreaterThan(6)
  })

  it('avoids chunks under minTokens', () => {
    const chunks = cut((pets + loan).repeat(4), { similarityThreshold: 0.95, minTokens: 40, overlapSentences: 0 })
    expect(chunks.filter(({ tokenCount }) => tokenCount < 30)).toHaveLength(0)
  })
})

it('gives no chunk for no text and one for white space', () => {
  for (const strategy of chunkStrategies) {
    expect(cut('', { strategy })).toHaveLength(0)
    expect(cut(' \n\n ', { strategy })).toHaveLength(1)
  }
})
