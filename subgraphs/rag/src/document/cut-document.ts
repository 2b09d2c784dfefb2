import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createPace } from '@ree-ai/kit/turns/create-pace'
import { ChunkTextDocument } from '../generated/operations.ts'
import { type AnalyzedText, analyzeText } from '../index/analyze-text.ts'
import { toVectorLiteral } from '../index/to-vector-literal.ts'
import { composeSearchedText } from '../retrieval/compose-searched-text.ts'
import type { PendingDocument } from './document.ts'

/** A passage ready to be stored. */
export interface CutPassage {
  readonly start: number
  readonly end: number
  readonly text: string
  readonly headings: readonly string[]
  readonly analyzed: AnalyzedText
  /** pgvector's text form; null when there is none. */
  readonly vector: string | null
}

const chunkingTimeoutMs = 30_000

/**
 * Cuts a document into passages by the chunking subgraph and prepares them for the index. Terms and vector are those of the passage with
 * its title and headings, which finds the right section more often than the passage alone. Gives the event loop its turns about every 10 ms.
 */
export async function cutDocument(
  document: PendingDocument,
  deps: { readonly router: RouterClient; readonly model: EmbeddingModel },
): Promise<readonly CutPassage[]> {
  const { chunkText } = await deps.router(ChunkTextDocument, { text: document.body }, { timeoutMs: chunkingTimeoutMs })
  const passages: CutPassage[] = []
  const pace = createPace()
  for (const { start, end, headings } of chunkText.chunks) {
    const text = document.body.slice(start, end)
    const searched = composeSearchedText(document.title, headings, text)
    const analyzed = analyzeText([{ text: searched, weight: 1 }])
    passages.push({ start, end, text, headings, analyzed, vector: toVectorLiteral(embed(deps.model, searched)) })
    await pace()
  }
  return passages
}
