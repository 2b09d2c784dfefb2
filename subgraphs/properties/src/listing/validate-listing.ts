import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { checkFormat } from './check-format.ts'
import { checkLogic } from './check-logic.ts'
import type { ListingContent } from './listing.ts'

/**
 * Everything wrong with a listing apart from its attributes, all layers together, each problem with its path below the
 * listing. A field that is wrong by itself is not judged again together with others.
 */
export function validateListing(content: ListingContent, nowMs: number): InputProblem[] {
  const problems = checkFormat(content)
  const faulty = new Set(problems.map(({ path }) => path))
  return [...problems, ...checkLogic(content, nowMs).filter(({ path }) => !faulty.has(path))]
}
