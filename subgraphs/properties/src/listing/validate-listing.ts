import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { judgeText } from '../spam/judge-text.ts'
import { checkFormat } from './check-format.ts'
import { checkLogic } from './check-logic.ts'
import { checkPresence } from './check-presence.ts'
import { checkSpam } from './check-spam.ts'
import { inLayer } from './in-layer.ts'
import type { ListingContent } from './listing.ts'

/**
 * Everything that keeps a listing from being stored, its attributes and duplicates apart, all layers together, each problem
 * with its layer and its path below the listing. A field that is missing or wrong by itself is not judged again together
 * with others.
 */
export function validateListing(
  content: ListingContent,
  nowMs: number,
  judgement = judgeText(content),
): InputProblem[] {
  const layers = [
    inLayer('PRESENCE', checkPresence(content)),
    inLayer('FORMAT', checkFormat(content)),
    inLayer('LOGIC', checkLogic(content, nowMs)),
    inLayer('SPAM', checkSpam(content, judgement)),
  ]
  const problems: InputProblem[] = []
  for (const layer of layers) {
    const faulty = new Set(problems.map(({ path }) => path))
    problems.push(...layer.filter(({ path }) => !faulty.has(path)))
  }
  return problems
}
