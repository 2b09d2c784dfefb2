import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPlatform } from '../embedded/create-platform.ts'
import { AskDocument, IndexDocumentDocument } from '../generated/operations.ts'
import type { EvalRow } from './eval-row.ts'

interface Question {
  readonly id: string
  readonly question: string
  readonly contextual_query: string
  readonly self_contained: boolean
  readonly doc_id: string
  readonly noq_start: number
  readonly noq_end: number
  readonly split: string
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/**
 * Indexes the Citizens Information guides and asks the publisher's own questions through the graph, as a user would:
 * does the answer cite the right page, and the right section of it?
 */
export async function evalAnswers(
  dataDir: string,
  report: (done: number, total: number) => void,
): Promise<readonly EvalRow[]> {
  const folder = join(dataDir, 'documents/citizens-information')
  if (!existsSync(folder)) return []
  const platform = await createPlatform({ dataDir: null, logger: quiet, environment: {} })
  const router = platform.createClient('eval', ['documents:write'])
  try {
    const files = readdirSync(join(folder, 'docs'))
    const questions = readFileSync(join(folder, 'questions.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Question)
    const total = files.length + questions.length * 2
    let done = 0
    for (const file of files) {
      const body = readFileSync(join(folder, 'docs', file), 'utf8')
      const title = /^# (.+)$/m.exec(body)?.[1] ?? file
      const source = `https://citizens-information.example/${file.replace(/\.md$/, '')}`
      await router(IndexDocumentDocument, { input: { title, body, source } }, { timeoutMs: 60_000 })
      report(++done, total)
    }
    await platform.syncIndex()
    const ask = async (question: string, { doc_id, noq_start, noq_end }: Question) => {
      const { answer } = await router(AskDocument, { question }, { timeoutMs: 60_000 })
      const cited = answer.citations.map(({ source, start, end }) => ({
        page: source !== null && 'source' in source ? String(source.source).split('/').pop() : '',
        isInSection: start < noq_end && end > noq_start,
      }))
      report(++done, total)
      return {
        isGrounded: answer.grounded,
        isRightPage: cited.some(({ page }) => page === doc_id),
        isRightPageFirst: cited[0]?.page === doc_id,
        isRightSection: cited.some(({ page, isInSection }) => page === doc_id && isInSection),
      }
    }
    const rows: EvalRow[] = []
    const measure = async (name: string, textOf: (question: Question) => string) => {
      const results: Awaited<ReturnType<typeof ask>>[] = []
      for (const question of questions) results.push(await ask(textOf(question), question))
      const share = (is: (result: (typeof results)[number]) => boolean) => results.filter(is).length / results.length
      const dataset = `Citizens Information, ${questions.length} questions, ${name}`
      rows.push({
        dataset,
        metric: 'answer cites the right page',
        value: share((r) => r.isRightPage),
        reference: 0.8,
        source: 'the floor we set ourselves',
      })
      rows.push({
        dataset,
        metric: 'first citation is of the right page',
        value: share((r) => r.isRightPageFirst),
        reference: undefined,
        source: '',
      })
      rows.push({
        dataset,
        metric: 'answer cites the right section',
        value: share((r) => r.isRightSection),
        reference: undefined,
        source: '',
      })
      rows.push({
        dataset,
        metric: 'answered at all',
        value: share((r) => r.isGrounded),
        reference: undefined,
        source: '',
      })
    }
    await measure('question alone', ({ question }) => question)
    await measure('with the title of its page', ({ contextual_query }) => contextual_query)
    return rows
  } finally {
    await platform.stop()
  }
}
