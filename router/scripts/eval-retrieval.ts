/**
 * Measures retrieval and answers on outside data in the layouts of ../shared/data; `npm run eval` prints what it returns.
 * Run alone: npx tsx router/scripts/eval-retrieval.ts DIR
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { analyze } from '@ree-ai/kit/language/analyze'
import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { createBm25Index } from '@ree-ai/rag/retrieval/bm25-index'
import { fuseScores } from '@ree-ai/rag/retrieval/fuse-scores'
import { selectSentences } from '@ree-ai/rag/retrieval/select-sentences'
import { createTextReader, readPhrase } from '@ree-ai/rag/retrieval/text-reader'
import { createPassageSearch, type EvalDocument } from './eval-passage-search.ts'

/** One line of the evaluation's table; `reference` is the published or formerly measured figure, where there is one. */
export type EvalFigure = {
  readonly dataSet: string
  readonly metric: string
  readonly value: number
  readonly reference?: string
}

export type EvalQuestion = {
  readonly text: string
  readonly document: string
  readonly start: number
  readonly end: number
}

/** SciFact (BEIR layout: corpus.jsonl, queries.jsonl, qrels.tsv): nDCG@10 of BM25, of the vectors and of both fused. */
export function evaluateSciFact(folder: string, model: EmbeddingModel): readonly EvalFigure[] {
  const documents = readLines<{ _id: string; title: string; text: string }>(join(folder, 'corpus.jsonl'))
  const relevant = readJudgements(join(folder, 'qrels.tsv'))
  const queries = readLines<{ _id: string; text: string }>(join(folder, 'queries.jsonl')).filter(({ _id }) =>
    relevant.has(_id),
  )
  const texts = documents.map(({ title, text }) => `${title}. ${text}`)
  const index = createBm25Index(texts.map((text) => analyze(text)))
  const vectors = texts.map((text) => embed(model, text))
  const weights = [1, 0.8, 0.65, 0]
  const sums = weights.map(() => 0)
  for (const query of queries) {
    const lexical = new Map(
      index.search(analyze(query.text), 200).map(({ passage, score }) => [String(passage), score]),
    )
    const asked = embed(model, query.text)
    const nearest = vectors.map((vector, i) => [String(i), cosine(asked, vector)] as const).sort((a, b) => b[1] - a[1])
    const vector = new Map(nearest.slice(0, 200))
    weights.forEach((weight, w) => {
      const ranked = fuseScores([
        { weight, scores: lexical },
        { weight: 1 - weight, scores: vector },
      ]).map(({ key }) => documents[Number(key)]?._id ?? '')
      sums[w] = (sums[w] ?? 0) + discountedGain(ranked, relevant.get(query._id) ?? new Set())
    })
  }
  const references = [
    '.689 (BM25, ai.md)',
    '.689 (fused, ai.md)',
    '.689 (fused, ai.md)',
    '.585 (static, own corpus, ai.md)',
  ]
  const names = ['BM25', 'BM25 .8 + vectors .2', 'BM25 .65 + vectors .35', 'vectors']
  return weights.map((_, w) => ({
    dataSet: 'SciFact',
    metric: `nDCG@10, ${names[w]}`,
    value: (sums[w] ?? 0) / queries.length,
    reference: references[w] ?? '',
  }))
}

/** Citizens Information: the right page and section, by the question alone and with its page's title before it. */
export function evaluateCitizens(folder: string, model: EmbeddingModel): readonly EvalFigure[] {
  const documents = readFolder(join(folder, 'docs'))
  const rows = readLines<{
    question: string
    contextual_query: string
    doc_id: string
    noq_start: number
    noq_end: number
  }>(join(folder, 'questions.jsonl'))
  return (['question', 'contextual_query'] as const).flatMap((field) => {
    const questions = rows.map((row) => ({
      text: row[field],
      document: row.doc_id,
      start: row.noq_start,
      end: row.noq_end,
    }))
    const name = field === 'question' ? 'question alone' : 'with page title'
    return evaluateQuestions(`Citizens Information, ${name}`, documents, questions, model)
  })
}

/** The project's own guides and questions (prisma/seed): shipped, so CI can pin floors on it. */
export function evaluateGuides(folder: string, model: EmbeddingModel): readonly EvalFigure[] {
  const documents = readFolder(join(folder, 'guides'))
  const rows = JSON.parse(readFileSync(join(folder, 'questions.json'), 'utf8')) as readonly {
    question: string
    guide: string | null
    section: string | null
  }[]
  const questions = rows.flatMap(({ question, guide, section }) => {
    const document = documents.find(({ id }) => `${id}.md` === guide)
    if (!document || !section) return []
    const start = document.text.indexOf(`## ${section}`)
    const next = document.text.indexOf('\n## ', start + 1)
    return start < 0
      ? []
      : [{ text: question, document: document.id, start, end: next < 0 ? document.text.length : next }]
  })
  return evaluateQuestions('Own guides', documents, questions, model)
}

/** Page and section hits of the ranked passages, and whether the sentences of the extractive answer stand in the right place. */
export function evaluateQuestions(
  dataSet: string,
  documents: readonly EvalDocument[],
  questions: readonly EvalQuestion[],
  model: EmbeddingModel,
): readonly EvalFigure[] {
  const { search, idf } = createPassageSearch(documents, model)
  const reader = createTextReader(model)
  const hits = {
    page1: 0,
    page5: 0,
    section1: 0,
    section5: 0,
    section10: 0,
    answerPage: 0,
    answerSection1: 0,
    answerSection3: 0,
  }
  for (const question of questions) {
    const found = search(question.text)
    const pages = [...new Set(found.map(({ document }) => document))]
    const isIn = (place: { document: string; start: number; end: number }) =>
      place.document === question.document && place.start < question.end && place.end > question.start
    hits.page1 += Number(pages[0] === question.document)
    hits.page5 += Number(pages.slice(0, 5).includes(question.document))
    hits.section1 += Number(found.slice(0, 1).some(isIn))
    hits.section5 += Number(found.slice(0, 5).some(isIn))
    hits.section10 += Number(found.slice(0, 10).some(isIn))
    const passages = found.slice(0, 10).map((passage) => ({ ...passage, source: passage.document }))
    const answer = selectSentences(readPhrase(model, question.text), passages, 3, { idf, reader }).map((sentence) => ({
      ...sentence,
      document: sentence.source,
    }))
    hits.answerPage += Number(answer[0]?.source === question.document)
    hits.answerSection1 += Number(answer.slice(0, 1).some(isIn))
    hits.answerSection3 += Number(answer.some(isIn))
  }
  const figure = (metric: string, count: number, reference?: string) => ({
    dataSet,
    metric,
    value: count / questions.length,
    reference,
  })
  return [
    figure('right page hit@1', hits.page1, dataSet.startsWith('Citizens') ? '.80 wanted' : undefined),
    figure('right page hit@5', hits.page5),
    figure('right section hit@1', hits.section1, dataSet.startsWith('Citizens') ? '.36 (BM25, ai.md)' : undefined),
    figure('right section hit@5', hits.section5, dataSet.startsWith('Citizens') ? '.71 (BM25, ai.md)' : undefined),
    figure('right section hit@10', hits.section10, dataSet.startsWith('Citizens') ? '.78 (BM25, ai.md)' : undefined),
    figure('first cited sentence on the right page', hits.answerPage),
    figure('first cited sentence in the right section', hits.answerSection1),
    figure('one of three cited sentences in the right section', hits.answerSection3),
  ]
}

/** Everything that the folder holds, in the layouts of ../shared/data. */
export function evaluateRetrieval(folder: string, model: EmbeddingModel): readonly EvalFigure[] {
  const citizens = join(folder, 'documents/citizens-information')
  const sciFact = join(folder, 'retrieval/scifact')
  return [
    ...(existsSync(citizens) ? evaluateCitizens(citizens, model) : []),
    ...(existsSync(sciFact) ? evaluateSciFact(sciFact, model) : []),
  ]
}

function readFolder(folder: string): readonly EvalDocument[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'))
  return names.sort().map((name) => ({ id: name.slice(0, -3), text: readFileSync(join(folder, name), 'utf8') }))
}

function readLines<T>(file: string): readonly T[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  return lines.map((line) => JSON.parse(line) as T)
}

function readJudgements(file: string): ReadonlyMap<string, ReadonlySet<string>> {
  const relevant = new Map<string, Set<string>>()
  for (const line of readFileSync(file, 'utf8').split('\n').slice(1)) {
    const [query, document, score] = line.split('\t')
    if (query && document && Number(score) > 0) relevant.set(query, (relevant.get(query) ?? new Set()).add(document))
  }
  return relevant
}

function discountedGain(ranked: readonly string[], relevant: ReadonlySet<string>): number {
  let gain = 0
  let ideal = 0
  for (let i = 0; i < 10; i++) {
    const discount = 1 / Math.log2(i + 2)
    if (relevant.has(ranked[i] ?? '')) gain += discount
    if (i < relevant.size) ideal += discount
  }
  return ideal === 0 ? 0 : gain / ideal
}

if (import.meta.filename === process.argv[1]) {
  const model = loadEmbeddingModel()
  const own = new URL('../../prisma/seed', import.meta.url).pathname
  const folder = process.argv[2]
  for (const { dataSet, metric, value, reference = '' } of [
    ...evaluateGuides(own, model),
    ...(folder ? evaluateRetrieval(folder, model) : []),
  ]) {
    process.stdout.write(`${dataSet.padEnd(38)} ${metric.padEnd(52)} ${value.toFixed(3)}  ${reference}\n`)
  }
}
