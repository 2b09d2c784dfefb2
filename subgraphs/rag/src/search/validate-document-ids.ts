import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'

const documentIdsMax = 100

/** What is wrong with a list of documents to search in. An id that names nothing is no problem: nothing is found in it. */
export function validateDocumentIds(ids: readonly string[] | null | undefined, path: string): InputProblem[] {
  return ids && ids.length > documentIdsMax
    ? [{ path, reason: `has ${ids.length} ids; at most ${documentIdsMax} are allowed.` }]
    : []
}
