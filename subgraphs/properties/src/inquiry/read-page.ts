import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { CursorCodec } from '../cursor/create-cursor-codec.ts'
import { readCursor } from '../cursor/read-cursor.ts'

const pageSizeMax = 100

/** A place in a list that is ordered by a time. */
export interface TimePosition {
  readonly at: Date
  readonly id: string
}

/** The page that a client asks for. BAD_USER_INPUT with every problem at once. */
export function readPage(
  cursors: CursorCodec,
  order: string,
  given: { readonly first?: number | null | undefined; readonly after?: string | null | undefined },
): { readonly size: number; readonly after: TimePosition | null } {
  const problems: InputProblem[] = []
  const size = given.first ?? 20
  if (size < 1 || size > pageSizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${pageSizeMax}.` })
  const position = readCursor(cursors, order, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)
  return { size, after: position && { at: new Date(String(position.value)), id: position.id } }
}
