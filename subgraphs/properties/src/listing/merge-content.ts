import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { UpdatePropertyInput } from '../generated/resolvers.ts'
import type { ListingContent } from './listing.ts'
import { readContent } from './read-content.ts'

const required = ['title', 'description', 'listingIntent', 'propertyType', 'listPrice', 'address'] as const

/**
 * A listing's content after an edit, its attributes aside: what the input leaves out stays, null removes it. Fields
 * that every listing has cannot be removed.
 */
export function mergeContent(
  before: ListingContent,
  input: UpdatePropertyInput,
): { readonly content: ListingContent; readonly problems: readonly InputProblem[] } {
  const problems = required.flatMap((path) => (input[path] === null ? [{ path, reason: 'cannot be removed.' }] : []))
  const given = Object.fromEntries(
    Object.entries(input).filter(([name, value]) => value !== undefined && !problems.some(({ path }) => path === name)),
  ) as UpdatePropertyInput
  const { contactDetails, attributes, photos, ...rest } = before
  const content = readContent({
    ...rest,
    contact: contactDetails,
    ...given,
  } as Parameters<typeof readContent>[0])
  return { content: { ...content, attributes, photos: input.photos === undefined ? photos : content.photos }, problems }
}
