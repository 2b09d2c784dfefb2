import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import type { AttributeDefinition, CatalogueEntry } from './attribute.ts'
import type { CatalogueIndex } from './catalogue-index.ts'

/** A known key that another one may mean, and how that was found. */
export interface Suggestion {
  readonly definition: CatalogueEntry
  readonly reason: 'SYNONYM' | 'SPELLING' | 'MEANING'
  /** 0 to 1. */
  readonly score: number
}

const suggestionsMax = 5
/** Of unrelated phrases of a word or two, almost none come that near. */
const cosineMin = 0.6
const vectors = new WeakMap<CatalogueIndex, readonly { readonly key: string; readonly vector: Float32Array }[]>()

/** Known keys that a key may mean, by its letters, then by its meaning in English; at most five. */
export function suggestKnown({ key, labels }: AttributeDefinition, index: CatalogueIndex): Suggestion[] {
  const found = new Map<string, Omit<Suggestion, 'definition'>>()
  for (const { key: known, reason, score } of index.suggest(key)) found.set(known, { reason, score })
  const asked = embed(loadEmbeddingModel(), labels.en ?? key)
  const near = listVectors(index)
    .map(({ key: known, vector }) => ({ known, score: cosine(asked, vector) }))
    .filter(({ known, score }) => known !== key && score >= cosineMin)
    .sort((a, b) => b.score - a.score)
  for (const { known, score } of near)
    if (!found.has(known)) found.set(known, { reason: 'MEANING', score: Math.min(1, Math.round(score * 1000) / 1000) })
  return [...found].slice(0, suggestionsMax).flatMap(([known, suggestion]) => {
    const definition = index.entries.get(known)
    return definition === undefined ? [] : [{ definition, ...suggestion }]
  })
}

function listVectors(index: CatalogueIndex) {
  const known = vectors.get(index)
  if (known !== undefined) return known
  const model = loadEmbeddingModel()
  const made = [...index.entries.values()]
    .filter(({ status }) => status === 'KNOWN')
    .flatMap(({ key, labels, synonyms }) =>
      [labels.en, ...(synonyms.en ?? [])]
        .filter((name) => name !== undefined)
        .map((name) => ({ key, vector: embed(model, name) })),
    )
  vectors.set(index, made)
  return made
}
