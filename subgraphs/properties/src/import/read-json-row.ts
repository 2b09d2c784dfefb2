import { checkJsonShape } from './check-json-shape.ts'
import { unreadable } from './open-text.ts'
import { readJsonObject } from './read-json-object.ts'
import type { FileRow } from './read-rows.ts'

const textKept = 100_000

/** The row that a JSON text is; `what` names the text where it is none. */
export function readJsonRow(text: string, line: number, what: string): FileRow {
  const kept = text.slice(0, textKept)
  if (text.includes(unreadable))
    return {
      line,
      problem: `${what} has bytes that are no text in the file's encoding.`,
      text: kept.replaceAll(unreadable, '\ufffd'),
    }
  const values = readJsonObject(text)
  if (values === null) return { line, problem: `${what} is not a JSON object.`, text: kept }
  const reason = checkJsonShape(text)
  if (reason !== null) return { line, problem: `${what} ${reason}`, text: kept }
  return { line, values }
}
