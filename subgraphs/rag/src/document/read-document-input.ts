import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { checkWebAddress } from '@ree-ai/kit/web-address/check-web-address'
import type { DocumentInput } from './document.ts'

const titleLengthMax = 300
const bodyLengthMax = 500_000

/** Checks a document. Throws BAD_USER_INPUT with every problem at once. The body stays as it is: offsets refer to it. */
export function readDocumentInput(input: {
  readonly title: string
  readonly body: string
  readonly source?: unknown
}): DocumentInput {
  const title = input.title.trim()
  const source = input.source === null || input.source === undefined ? null : String(input.source).trim()
  const problems: InputProblem[] = [
    ...validateText(title, titleLengthMax, 'input.title'),
    ...validateText(input.body, bodyLengthMax, 'input.body'),
    ...(title === '' ? [{ path: 'input.title', reason: 'must not be empty.' }] : []),
    ...(input.body.trim() === '' ? [{ path: 'input.body', reason: 'must not be empty.' }] : []),
    // It is shown and never fetched: a document may come from the company's own network.
    ...(source === null
      ? []
      : checkWebAddress(source, { path: 'input.source', isHttpAllowed: true, isPrivateAllowed: true })),
  ]
  if (problems.length > 0) throw createInputError(problems)
  return { title, body: input.body, source }
}
