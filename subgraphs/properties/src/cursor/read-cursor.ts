import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { CursorCodec, Position } from './create-cursor-codec.ts'

/**
 * The position that a client's cursor stands for; null when none was given, and when it is none of this list's, which is added
 * to the problems. An empty text is no cursor: a client that lost its own would read the first page for ever.
 */
export function readCursor(
  cursors: CursorCodec,
  order: string,
  cursor: string | null | undefined,
  problems: InputProblem[],
  path: 'after' | 'before' = 'after',
): Position | null {
  if (cursor === null || cursor === undefined) return null
  const position = cursors.decode(order, cursor)
  if (!('reason' in position)) return position
  problems.push({ path, reason: position.reason })
  return null
}
