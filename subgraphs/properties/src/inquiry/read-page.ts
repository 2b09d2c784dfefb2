import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { CursorCodec } from '../cursor/create-cursor-codec.ts'

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
  const position = given.after ? cursors.decode(order, given.after) : null
  if (position !== null && 'reason' in position) problems.push({ path: 'after', reason: position.reason })
  if (problems.length > 0 || (position !== null && 'reason' in position)) throw createInputError(problems)
  return { size, after: position && { at: new Date(String(position.value)), id: position.id } }
}
