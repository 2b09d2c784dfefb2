import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { judgeText } from '../spam/judge-text.ts'
import type { ListingContent } from './listing.ts'

/** The fourth layer: what no listing may say. What only looks like spam is held for a reviewer instead (`judgeText`). */
export function checkSpam(content: ListingContent, { signs } = judgeText(content)): InputProblem[] {
  return signs.flatMap(({ path, reason, isRefused }) => (isRefused ? [{ path, reason }] : []))
}
