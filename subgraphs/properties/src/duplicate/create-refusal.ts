import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { GraphQLError } from 'graphql'
import { belowInput } from '../listing/below-input.ts'
import type { Services } from '../services.ts'
import { describeOwnDuplicate } from './create-duplicate-error.ts'
import type { OwnSearch } from './duplicate-store.ts'

/**
 * BAD_USER_INPUT for a listing that cannot be written, with every problem: also that its owner offers the same already, which
 * `extensions.duplicateOf` names then. `search` is null where the listing cannot be compared.
 */
export async function createRefusal(
  { listings, duplicates }: Pick<Services, 'listings' | 'duplicates'>,
  problems: readonly InputProblem[],
  search: OwnSearch | null,
): Promise<GraphQLError> {
  const told = belowInput(problems)
  const twin = search && (await listings.transact((db) => duplicates.findOwn(db, search)))
  return twin === null
    ? createInputError(told)
    : createInputError([...told, describeOwnDuplicate(twin)], { duplicateOf: twin })
}
