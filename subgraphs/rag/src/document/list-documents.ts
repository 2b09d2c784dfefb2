import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Services } from '../services.ts'
import { decodeDocumentCursor, encodeDocumentCursor } from './document-cursor.ts'

const firstMax = 100

/** A page of documents, newest first. Throws BAD_USER_INPUT with every problem at once. */
export async function listDocuments({ documents }: Services, first: number, after: string | null | undefined) {
  const position = typeof after === 'string' ? decodeDocumentCursor(after) : null
  const problems: InputProblem[] = [
    ...(first >= 1 && first <= firstMax ? [] : [{ path: 'first', reason: `must be 1 to ${firstMax}.` }]),
    ...(typeof after === 'string' && position === null
      ? [{ path: 'after', reason: 'is not a cursor of this list.' }]
      : []),
  ]
  if (problems.length > 0) throw createInputError(problems)
  const found = await documents.list(first + 1, position)
  const edges = found.slice(0, first).map((node) => ({ cursor: encodeDocumentCursor(node), node }))
  return {
    edges,
    pageInfo: {
      hasNextPage: found.length > edges.length,
      hasPreviousPage: position !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: await documents.count(),
  }
}
