import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ListingContent } from './listing.ts'

/** What every listing has to have. Type, intent and price are there in every input and every row that could be read. */
export function checkPresence({ title }: ListingContent): InputProblem[] {
  return title.trim() === '' ? [{ path: 'title', reason: 'is required and has no value.' }] : []
}
