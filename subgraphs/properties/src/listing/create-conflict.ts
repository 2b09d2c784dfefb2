import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'
import type { Services } from '../services.ts'

/** What to say of a change that came too late: CONFLICT with the version there is, NOT_FOUND when the listing is gone. */
export async function createConflict({ listings }: Pick<Services, 'listings'>, id: string): Promise<GraphQLError> {
  const current = await listings.find(id)
  if (current === null) return createError('NOT_FOUND', 'There is no such listing.')
  return createError('CONFLICT', 'The listing has changed since it was read.', { currentVersion: current.version })
}
