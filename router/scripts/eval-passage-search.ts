/** A passage search in memory, of the same pure pieces as the rag subgraph's: for evaluation. */

import type { ChunkOptions } from '@ree-ai/chunking/chunk/chunk'
import { chunkText } from '@ree-ai/chunking/chunk/chunk-text'
import { analyze } from '@ree-ai/kit/language/analyze'
import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { createBm25Index } from '@ree-ai/rag/retrieval/bm25-index'
import { composeSearchedText } from '@ree-ai/rag/retrieval/compose-searched-text'
import { fuseScores } from '@ree-ai/rag/retrieval/fuse-scores'
import { type RerankedPassage, rerankPassages } from '@ree-ai/rag/retrieval/rerank-passages'
import { createTextReader, readPhrase } from '@ree-ai/rag/retrieval/text-reader'

export type EvalDocument = { readonly id: string; readonly text: string }
export type FoundPassage = RerankedPassage & {
  readonly document: string
  readonly start: number
  readonly end: number
  readonly cosine: number
}

const candidates = 200
const reranked = 50

export function createPassageSearch(
  documents: readonly EvalDocument[],
  model: EmbeddingModel,
  options: Partial<ChunkOptions> = {},
) {
  const passages = documents.flatMap(({ id, text }) => {
    const title = /^# (.*)/.exec(text)?.[1] ?? ''
    return chunkText(text, options, model).chunks.map((chunk) => {
      const headings = [...new Set([title, ...chunk.headings])]
      const searched = composeSearchedText(title, chunk.headings, chunk.text)
      return {
        document: id,
        text: chunk.text,
        start: chunk.start,
        end: chunk.end,
        headings,
        searched,
        vector: embed(model, searched),
      }
    })
  })
  const index = createBm25Index(passages.map(({ searched }) => analyze(searched)))

  const reader = createTextReader(model)

  function search(question: string, { lexicalWeight = 0.65, rerank = true } = {}): readonly FoundPassage[] {
    const lexical = new Map(
      index.search(analyze(question), candidates).map(({ passage, score }) => [String(passage), score]),
    )
    const asked = embed(model, question)
    const cosines = passages.map(({ vector }) => cosine(asked, vector))
    const nearest = cosines.map((value, i) => [String(i), value] as const).sort((a, b) => b[1] - a[1])
    const fused = fuseScores([
      { weight: lexicalWeight, scores: lexical },
      { weight: 1 - lexicalWeight, scores: new Map(nearest.slice(0, candidates)) },
    ])
    const top = fused.slice(0, reranked).map(({ key, score }) => {
      const passage = passages[Number(key)]
      return { key, score, text: passage?.text ?? '', headings: passage?.headings ?? [] }
    })
    const ordered = rerank
      ? rerankPassages(readPhrase(model, question), top, { idf: index.idf, reader })
      : top.map((passage) => ({ ...passage, match: 0 }))
    return ordered.map((passage) => {
      const { document = '', start = 0, end = 0 } = passages[Number(passage.key)] ?? {}
      return { ...passage, document, start, end, cosine: cosines[Number(passage.key)] ?? 0 }
    })
  }

  return { search, idf: index.idf, passageCount: passages.length }
}
