import { type Bm25Options, bm25Defaults, bm25Term, inverseDocumentFrequency } from './bm25.ts'

export type ScoredPassage = { readonly passage: number; readonly score: number }

export type Bm25Index = {
  /** Passages that hold a term of the query, best first; equal scores in the order of the passages. A repeated query term counts again. */
  readonly search: (terms: readonly string[], limit: number) => readonly ScoredPassage[]
  readonly idf: (term: string) => number
  /** How many passages hold the term. */
  readonly frequency: (term: string) => number
  readonly terms: () => Iterable<string>
  readonly passageCount: number
}

type Posting = { readonly passages: number[]; readonly occurrences: number[] }

/** A BM25 index in memory over analyzed passages (numbered by their place): for evaluation and as the reference of the SQL one. */
export function createBm25Index(
  passages: readonly (readonly string[])[],
  options: Bm25Options = bm25Defaults,
): Bm25Index {
  const postings = new Map<string, Posting>()
  passages.forEach((terms, passage) => {
    const counts = new Map<string, number>()
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
    for (const [term, count] of counts) {
      const posting = postings.get(term) ?? { passages: [], occurrences: [] }
      posting.passages.push(passage)
      posting.occurrences.push(count)
      postings.set(term, posting)
    }
  })
  const lengths = passages.map((terms) => terms.length)
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(lengths.length, 1)
  const frequency = (term: string) => postings.get(term)?.passages.length ?? 0
  const idf = (term: string) => inverseDocumentFrequency(passages.length, frequency(term))

  function search(terms: readonly string[], limit: number): readonly ScoredPassage[] {
    const scores = new Map<number, number>()
    for (const term of terms) {
      const weight = idf(term)
      postings.get(term)?.passages.forEach((passage, i) => {
        const occurrences = postings.get(term)?.occurrences[i] ?? 0
        const added = bm25Term(weight, occurrences, lengths[passage] ?? 0, meanLength, options)
        scores.set(passage, (scores.get(passage) ?? 0) + added)
      })
    }
    return [...scores]
      .map(([passage, score]) => ({ passage, score }))
      .sort((a, b) => b.score - a.score || a.passage - b.passage)
      .slice(0, limit)
  }

  return { search, idf, frequency, terms: () => postings.keys(), passageCount: passages.length }
}
